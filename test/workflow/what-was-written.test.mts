import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { asArray, isObject, type UnknownObject } from '../../scripts/n8n/json.mts';
import type { ConversationHandle } from '../../simulator/index.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, FROM_ITEM } from '../support/parameters.mts';
import { CLOSE, rawConversation, READ, withLegs } from '../support/raw-conversation.mts';
import type { AnyFault } from '../support/somebody-else.mts';
import { toClose, WAYS } from '../support/ways-to-close.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const NO_RETRIES = { options: { maxRetries: 0 } };
const ONE_RETRY = { options: { maxRetries: 1 } };
const NOT_KNOWN = 'it is not known whether it was carried out';

/** What a look at the conversation may come to, so that nothing is seen. */
const UNSEEN: ReadonlyArray<readonly [name: string, fault: AnyFault]> = [
	['404', { kind: 'status', status: 404 }],
	['403', { kind: 'status', status: 403, code: 'missing.permissions' }],
	['403 for the division', { kind: 'status', status: 403, code: 'missing.division.permission' }],
	['429 for longer than allowed', { kind: 'rateLimit', seconds: 3600 }],
	['500', { kind: 'status', status: 500 }],
	['a broken connection', { kind: 'resetBefore' }],
	['a page', { kind: 'html', status: 404 }],
];

const queued = (): ConversationHandle => openContactCenter(bench().simulator.world).chat({ stage: 'queue' });

const itemOf = async (parameters: INodeParameters): Promise<IDataObject> =>
	await bench().item({ parameters });

/** The next look shows this, whatever has happened since. */
function nextLook(body: UnknownObject): void {
	bench().simulator.faults.add({ kind: 'status', status: 200, body, times: 1, match: READ });
}

describe('A close that was carried out, and whose answer got lost', () => {
	it.each(
		WAYS.flatMap(([way, parameters]) =>
			UNSEEN.map(([look, fault]) => [way, look, parameters, fault] as const),
		),
	)(
		'is not forgotten when nothing can be seen afterwards (%s, %s)',
		async (_way, _look, parameters, fault) => {
			const chat = queued();
			nextLook(await rawConversation(bench(), chat.id));
			bench().simulator.faults.add({ ...fault, match: READ });
			bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

			const verdict = await itemOf(parameters(toClose(chat), { waitTimeoutSeconds: 0 }, NO_RETRIES));

			expect(verdict).toMatchObject({ status: 'closing', closed: false });
			expect(verdict['reason']).toContain(NOT_KNOWN);
		},
	);

	it.each(
		WAYS.flatMap(([way, parameters]) =>
			UNSEEN.filter(([look]) => ['404', '500', '429 for longer than allowed'].includes(look)).map(
				([look, fault]) => [way, look, parameters, fault] as const,
			),
		).filter(([way, look]) => way !== 'graceful' || look === '500'),
	)(
		'is not forgotten when the second try is refused as well (%s, %s)',
		async (_way, _look, parameters, fault) => {
			const chat = queued();
			bench().simulator.configure({
				assumptions: { disconnectOnEnded: 409, participantPatchOnEnded: 409, communicationPatchOnEnded: 409 },
			});
			nextLook(await rawConversation(bench(), chat.id));
			bench().simulator.faults.add({ ...fault, match: READ });
			bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

			const verdict = await itemOf(parameters(toClose(chat), { waitTimeoutSeconds: 0 }, ONE_RETRY));

			expect(verdict).toMatchObject({ status: 'closing', closed: false });
			expect(verdict['reason']).toContain(NOT_KNOWN);
		},
	);

	it('leaves the next items unattempted when the look meets a rate limit that is too long', async () => {
		const [one, two] = [queued(), queued()];
		nextLook(await rawConversation(bench(), one.id));
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 3600, match: { ...READ, path: one.id } });
		bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });
		const parameters = close(FROM_ITEM, { maxCloses: 10 }, NO_RETRIES);
		const items = [one, two].map(({ id }) => ({ conversationId: id }));

		const verdicts = await bench().items({ parameters, items });

		expect(verdicts.map(({ status }) => status)).toEqual(['closing', 'notAttempted']);
		expect(openConversations(bench().simulator.world)).toEqual([two.id]);
	});

	describe('and which is looked at again before the next try', () => {
		const AGAIN: ReadonlyArray<
			readonly [
				what: string,
				options: INodeParameters,
				look: (raw: UnknownObject, agent: UnknownObject) => AnyFault,
			]
		> = [
			[
				'an agent has joined',
				{ skipIfConnected: 'agent' },
				(raw, agent) => ({ kind: 'status', status: 200, body: withOneMore(raw, agent) }),
			],
			[
				'somebody has written',
				{ skipIfMessageWithinMinutes: 5 },
				(raw) => ({
					kind: 'status',
					status: 200,
					body: withLegs(raw, (leg) => ({
						...leg,
						messages: [{ messageTime: new Date(bench().simulator.world.now()).toISOString() }],
					})),
				}),
			],
			[
				'it is no web messaging any more',
				{ skipIfMessageWithinMinutes: 5 },
				(raw) => ({ kind: 'status', status: 200, body: withLegs(raw, (leg) => ({ ...leg, type: 'open' })) }),
			],
			['it is not shown', { skipIfConnected: 'agent' }, () => ({ kind: 'status', status: 404 })],
			['it cannot be read', { skipIfConnected: 'agent' }, () => ({ kind: 'status', status: 500 })],
		];

		it.each(AGAIN)('is not forgotten because %s', async (_what, options, look) => {
			const { world, faults } = bench().simulator;
			const center = openContactCenter(world);
			const startedAt = world.now() - 60 * MINUTE_MS;
			const messages = [{ from: 'customer', text: 'Hello?', at: startedAt + MINUTE_MS }] as const;
			const chat = center.chat({ stage: 'queue', startedAt, messages });
			const raw = await rawConversation(bench(), chat.id);
			const [agent = {}] = agentsIn(await rawConversation(bench(), center.chat().id));
			nextLook(raw);
			faults.add({ ...look(raw, agent), match: { ...READ, path: chat.id } });
			faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

			const verdict = await itemOf(close(chat.id, { ...options, waitTimeoutSeconds: 0 }, ONE_RETRY));

			expect(verdict).toMatchObject({ status: 'closing', closed: false });
			expect(verdict['reason']).toContain(NOT_KNOWN);
			expect(openConversations(world)).not.toContain(chat.id);
		});
	});
});

function agentsIn({ participants }: UnknownObject): UnknownObject[] {
	return Array.isArray(participants)
		? participants.filter(isObject).filter(({ purpose }) => purpose === 'agent')
		: [];
}

function withOneMore(raw: UnknownObject, participant: UnknownObject): UnknownObject {
	return { ...raw, participants: [...asArray(raw['participants'], 'participants'), participant] };
}

describe('What had ended long before', () => {
	const ended = (): ConversationHandle => {
		const { world } = bench().simulator;
		const startedAt = world.now() - 60 * MINUTE_MS;
		return openContactCenter(world).chat({ stage: 'ended', startedAt, endedAt: startedAt + 30 * MINUTE_MS });
	};

	it.each(WAYS)('was not closed by a request whose answer got lost (%s)', async (_way, parameters) => {
		const chat = ended();
		bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

		const verdict = await itemOf(parameters(toClose(chat), { checkFirst: false }, NO_RETRIES));

		expect(verdict).toMatchObject({ status: 'alreadyClosed', closed: true });
	});

	it.each([-10, 10])('was not closed by this run, wherever the clocks are (%i minutes)', async (minutes) => {
		bench().simulator.configure({ clockSkewMs: minutes * MINUTE_MS, assumptions: { patchOnEnded: 200 } });
		const chat = ended();

		for (const [, parameters] of WAYS) {
			const verdict = await itemOf(parameters(toClose(chat), { checkFirst: false }, {}));
			expect(verdict).toMatchObject({ status: 'alreadyClosed', closed: true });
		}
	});
});
