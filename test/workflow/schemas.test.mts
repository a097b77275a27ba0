import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import * as v from 'valibot';

import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { openContactCenter } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import {
	close,
	closeSession,
	find,
	get,
	getMessages,
	list,
	sendMessage,
	setExternalTag,
} from '../support/parameters.mts';
import { setScene, type Scene } from '../support/roles.mts';
import { ActiveTrigger } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

const FOLDER = join(__dirname, '../../nodes/GenesysWebMessaging/__schema__/v1.0.0');

const OF_THE_TRIGGER = join(__dirname, '../../nodes/GenesysWebMessagingTrigger/__schema__/v1.0.0.json');

const SCHEMA = v.object({ properties: v.record(v.string(), v.object({ type: v.string() })) });

/** Each operation on an open conversation. */
const RUNS: Readonly<Record<string, (scene: Scene) => INodeParameters>> = {
	'conversation close': ({ chat }) => close(chat.id),
	'conversation find': ({ chat }) => find('conversationId', chat.id),
	'conversation get': ({ chat }) => get(chat.id),
	'conversation getAll': () => getMany(),
	'conversation setExternalTag': ({ chat }) => setExternalTag(chat.id),
	'message getAll': ({ chat }) => getMessages(chat.id),
	'message send': ({ chat }) => sendMessage(chat.id),
	'session close': ({ chat }) => closeSession(chat.id, { closeWhich: 'allOpenSessions' }),
	'session list': ({ chat }) => list(chat.id),
};

function schemaOf(operation: string): v.InferOutput<typeof SCHEMA> {
	const [resource = '', value = ''] = operation.split(' ');
	return v.parse(SCHEMA, JSON.parse(readFileSync(join(FOLDER, resource, `${value}.json`), 'utf8')));
}

/** A value's type as a schema names it; a text stands for what may be null. */
function typeOf(value: IDataObject[string], told: string | undefined): string {
	if (value === null) return told ?? 'null';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

describe('What the editor is told an operation gives', () => {
	const bench = withWorkbench();

	it.each(OPERATIONS.map(({ resource, value }) => `${resource} ${value}`))(
		'is what it gives: the same keys in the same order, of the same types (%s)',
		async (operation) => {
			const parameters = RUNS[operation]?.(setScene(bench().simulator.world));
			if (!parameters) throw new Error(`No run of ${operation} is written down here`);
			const { properties } = schemaOf(operation);

			const items = await bench().items({ parameters });

			expect(items).not.toEqual([]);
			for (const item of items) {
				expect(Object.keys(item)).toEqual(Object.keys(properties));
				for (const [key, value] of Object.entries(item))
					expect([key, typeOf(value, properties[key]?.type)]).toEqual([key, properties[key]?.type]);
			}
		},
	);

	it('is what the trigger gives as well', async () => {
		openContactCenter(bench().simulator.world).chat();
		const { properties } = v.parse(SCHEMA, JSON.parse(readFileSync(OF_THE_TRIGGER, 'utf8')));

		const [item] = await new ActiveTrigger(bench(), { event: 'conversationStarted' }).poll({
			isManual: true,
		});

		expect(Object.keys(item ?? {})).toEqual(Object.keys(properties));
		for (const [key, value] of Object.entries(item ?? {}))
			expect([key, typeOf(value, properties[key]?.type)]).toEqual([key, properties[key]?.type]);
	});
});
