import { SECOND_MS } from '../../../../simulator/durations.mts';
import type { CommunicationPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { isSameAs } from '../../../../nodes/shared/conversations/watch/occurrence-kinds.ts';
import { NOON } from '../../../support/virtual-clock.mts';
import { chat, party, readChat } from '../../../support/virtual-conversation.mts';

const at = (seconds: number) => new Date(NOON + seconds * SECOND_MS).toISOString();
/** Somebody who joined so many seconds after noon and has left. */
const left = (connected: number): CommunicationPayload => ({
	state: 'disconnected',
	connectedTime: at(connected),
	disconnectedTime: at(30),
});
/** Somebody who was rung, and has not come. */
const rung: CommunicationPayload = { state: 'disconnected', connectedTime: null, disconnectedTime: at(30) };

/** Whether what has happened so many seconds after noon is what had happened then, with these legs. */
function isSame(seconds: number, ...legs: readonly CommunicationPayload[]): boolean {
	const participants = legs.map((one, i) => party('agent', { id: `agent-${i}` }, { id: `leg-${i}`, ...one }));
	const { participants: read } = readChat(chat({ participants }));
	return isSameAs(NOON, NOON + seconds * SECOND_MS, read);
}

describe('What has happened a little later than what had happened', () => {
	it.each<[what: string, seconds: number, legs: readonly CommunicationPayload[]]>([
		['where everybody had joined before', 20, [left(-60), left(-10)]],
		['where somebody joined in the very moment', 20, [left(0)]],
		['where somebody was only rung', 20, [left(-60), rung]],
		['up to a minute later', 60, [left(-60)]],
		['at the same time, whoever is said to have joined since', 0, [left(10)]],
	])('is the same, told more exactly, %s', (_what, seconds, legs) => {
		expect(isSame(seconds, ...legs)).toBe(true);
	});

	it.each<[what: string, seconds: number, legs: readonly CommunicationPayload[]]>([
		['where one of those who have left joined in between', 20, [left(-60), left(10)]],
		['more than a minute later', 60.001, [left(-60)]],
		[
			'where somebody is there of whom nobody knows since when',
			20,
			[{ state: 'connected', connectedTime: null }],
		],
		[
			'where somebody is there who has joined in between',
			20,
			[{ state: 'connected', connectedTime: at(10) }],
		],
	])('is another one %s', (_what, seconds, legs) => {
		expect(isSame(seconds, ...legs)).toBe(false);
	});
});
