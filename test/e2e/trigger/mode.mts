import { isSince, type Line } from '../../../scripts/n8n/lines.mts';
import type { N8nSettings } from '../../support/host.mts';

/** How n8n polls: as it comes, by its durable scheduler, or by that with a cursor that is saved along with the execution. */
export const MODES = ['legacy', 'scheduler', 'durable cursors'] as const;

export type Mode = (typeof MODES)[number];

const SCHEDULER = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
};

const SETTINGS: Readonly<Record<Mode, N8nSettings>> = {
	legacy: {},
	scheduler: SCHEDULER,
	'durable cursors': { ...SCHEDULER, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' },
};

/** The first of the lines that has a scheduler. */
const WITH_SCHEDULER: Line = '2.40';

/** What makes n8n poll so. */
export function settingsOf(mode: Mode): N8nSettings {
	return SETTINGS[mode];
}

/** The modes that a line knows. */
export function modesOf(line: Line): readonly Mode[] {
	return isSince(line, WITH_SCHEDULER) ? MODES : ['legacy'];
}
