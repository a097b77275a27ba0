import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { close } from '../support/parameters.mts';
import { CLOSE, rawConversation, READ, withLegs } from '../support/raw-conversation.mts';
import { openChat, type AnyFault, type Asked } from '../support/somebody-else.mts';
import { WAYS } from '../support/ways-to-close.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

/** A conversation that says that it ended. */
const ended = (raw: UnknownObject, change: UnknownObject): AnyFault => ({
	kind: 'status',
	status: 200,
	body: { ...raw, endTime: '2026-11-01T12:00:00.000Z', ...change },
});

/** What can be read of a conversation after it was closed, and does not show that it has ended. */
const NO_ENDS: ReadonlyArray<readonly [name: string, fault: (raw: UnknownObject) => AnyFault]> = [
	['404', () => ({ kind: 'status', status: 404 })],
	['403 for the division', () => ({ kind: 'status', status: 403, code: 'missing.division.permission' })],
	['403', () => ({ kind: 'status', status: 403, code: 'missing.permissions' })],
	["a page's 404", () => ({ kind: 'html', status: 404 })],
	["a gateway's 404", () => ({ kind: 'gateway' })],
	['a page', () => ({ kind: 'html', status: 200 })],
	['an empty object', () => ({ kind: 'status', status: 200, body: {} })],
	['an ID alone', ({ id }) => ({ kind: 'status', status: 200, body: { id } })],
	['an end without participants', (raw) => ended(raw, { participants: [] })],
	['an end with participants unknown', (raw) => ended(raw, { participants: null })],
	[
		'participants without legs',
		(raw) =>
			ended(
				raw,
				withLegs(raw, () => undefined),
			),
	],
	[
		'legs without a state',
		(raw) =>
			ended(
				raw,
				withLegs(raw, (leg) => ({ ...leg, state: null })),
			),
	],
];
describe.each(NO_ENDS)('After a close that was accepted and not carried out, %s', (_name, fault) => {
	/** What is read of the conversation before, and that the close is accepted; from then on it is read as it is told here. */
	async function scene(): Promise<Asked> {
		const chat = openChat(bench());
		const raw = await rawConversation(bench(), chat.id);
		const { faults } = bench().simulator;
		faults.add({ kind: 'status', status: 200, body: raw, times: 1, match: READ });
		faults.add({ ...fault(raw), match: READ });
		faults.add({ kind: 'status', status: 202, body: '', match: CLOSE });
		return chat;
	}

	it.each(WAYS)('is no end (%s)', async (_way, parameters) => {
		const chat = await scene();

		const verdict = await bench().item({ parameters: parameters(chat, { waitTimeoutSeconds: 0 }) });

		expect(verdict).toMatchObject({ status: 'closing', closed: false });
		expect(verdict['previousState']).toMatch(/^(open|connected)$/);
		expect(verdict['closedAt'] ?? null).toBeNull();
		expect(verdict['reason']).not.toMatch(/^Closed/);
		expect(openConversations(bench().simulator.world)).toEqual([chat.id]);
	});

	it('is no end as the answer to the close itself', async () => {
		const chat = openChat(bench());
		const raw = await rawConversation(bench(), chat.id);
		const answer = fault(raw);
		// What is refused was not accepted.
		const accepted: AnyFault =
			answer.kind === 'status' && answer.status === 200 ? answer : { kind: 'status', status: 202, body: '' };
		bench().simulator.faults.add({ ...accepted, match: CLOSE });

		for (const waitUntilClosed of [true, false]) {
			const options = { waitUntilClosed, waitTimeoutSeconds: 0 };
			expect(await bench().item({ parameters: close(chat.id, options) })).toMatchObject({
				status: 'closing',
				closed: false,
			});
		}
	});
});

describe('The look between the customer and the agent', () => {
	it.each(NO_ENDS)('does not show that the agent has left: %s', async (_name, fault) => {
		const { world, faults } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const raw = await rawConversation(bench(), chat.id);
		faults.add({ kind: 'status', status: 200, body: raw, times: 1, match: READ });
		faults.add({ ...fault(raw), match: READ });
		faults.add({ kind: 'status', status: 202, body: '', match: { path: chat.agent?.participantId ?? '' } });

		const options = { waitTimeoutSeconds: 0 };
		const verdict = await bench().item({ parameters: close(chat.id, options, { method: 'graceful' }) });

		expect(verdict).toMatchObject({ status: 'closing', closed: false });
		expect(whoIsIn(world, chat)).toEqual(['agent']);
	});
});

describe('What is not shown at first', () => {
	// Graceful asks in between who is left, and leaves it at that.
	it.each(WAYS.filter(([way]) => way !== 'graceful'))(
		'is looked at again until it shows (%s)',
		async (_way, parameters) => {
			const chat = openChat(bench());
			const raw = await rawConversation(bench(), chat.id);
			const { faults } = bench().simulator;
			faults.add({ kind: 'status', status: 200, body: raw, times: 1, match: READ });
			const hidden = faults.add({ kind: 'status', status: 404, times: 2, match: READ });
			// The answer itself tells nothing.
			faults.add({ kind: 'stub', body: {}, match: CLOSE });

			const verdict = await bench().item({ parameters: parameters(chat, { waitTimeoutSeconds: 15 }) });

			expect(hidden.hits).toBe(2);
			expect(verdict).toMatchObject({ status: 'closed', closed: true });
			expect(verdict['closedAt']).toMatch(/^2/);
		},
	);
});
