import type { INodeParameters } from 'n8n-workflow';

import type { UnknownObject } from '../../scripts/n8n/json.mts';
import {
	endOf,
	NOBODYS_ID,
	openContactCenter,
	openConversations,
	type ContactCenter,
} from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, find, get, list } from '../support/parameters.mts';
import { CLOSE, rawConversation, READ, withLegs, withParticipants } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const TAG = 'ticket-4711';
const NOT_OF_GENESYS = 'The answer does not seem to come from Genesys Cloud';

function center(): ContactCenter {
	return openContactCenter(bench().simulator.world);
}

/** From now on every conversation reads like this one. */
function readsAs(body: UnknownObject): void {
	bench().simulator.faults.add({ kind: 'status', status: 200, body, match: READ });
}

/** The requests so far that change something. */
function changes(): string[] {
	const isChange = (call: string) => new RegExp(`^(PATCH|PUT|POST) .*(${CLOSE.path}|/tags)`).test(call);
	return bench().calls().filter(isChange);
}

/** What the operations that read a conversation are asked for. */
const READING: ReadonlyArray<readonly [name: string, parameters: (id: string) => INodeParameters]> = [
	['Get', (id) => get(id)],
	['Get, raw', (id) => get(id, { output: 'raw' })],
	['List', (id) => list(id)],
	['List, raw', (id) => list(id, { output: 'raw' })],
	['Find', (id) => find('conversationId', id)],
	['Find, ended ones too', (id) => find('conversationId', id, { state: 'any' })],
	['Find by tag', () => find('externalTag', TAG)],
	['Find by customer', () => find('externalId', 'CRM-1')],
	['Get Many, live', () => getMany({ externalTag: TAG }, { options: { verifyLive: true } })],
	['Get Many, idle', () => getMany({ externalTag: TAG, idleForMinutes: 1 })],
];

const CLOSING: ReadonlyArray<readonly [name: string, parameters: (id: string) => INodeParameters]> = [
	['Close, disconnect', (id) => close(id)],
	['Close, graceful', (id) => close(id, {}, { method: 'graceful' })],
	['Close, teardown', (id) => close(id, {}, { method: 'teardown' })],
	['Close, dry run', (id) => close(id, { dryRun: true })],
	['Close of the customer’s sessions', (id) => closeSession(id, { closeWhich: 'customerSessions' })],
	['Close of all sessions', (id) => closeSession(id, { closeWhich: 'allOpenSessions' })],
	['Close of a session', (id) => closeSession(id, bySessionId(NOBODYS_ID))],
];

describe('An answer about another conversation than the one that was asked for', () => {
	it.each([...READING, ...CLOSING])('is none: %s', async (_name, parameters) => {
		const contactCenter = center();
		const asked = contactCenter.chat({ externalTag: TAG });
		const other = contactCenter.chat({ contact: bench().simulator.world.addContact({ firstName: 'Robin' }) });
		const body = await rawConversation(bench(), other.id);
		readsAs({ ...body, externalTag: TAG });

		const failure = await failureOf(bench(), { parameters: parameters(asked.id) });

		expect(failure.message).toContain(NOT_OF_GENESYS);
		expect(failure.description).toContain('a different conversation');
		expect(changes()).toEqual([]);
		expect(openConversations(bench().simulator.world).sort()).toEqual([asked.id, other.id].sort());
	});

	it.each(CLOSING)(
		'does not close what it is about, nor end what was asked for: %s',
		async (_name, parameters) => {
			const contactCenter = center();
			const asked = contactCenter.chat();
			const ended = contactCenter.chat({ stage: 'ended' });
			readsAs(await rawConversation(bench(), ended.id));

			const failure = await failureOf(bench(), { parameters: parameters(asked.id) });

			expect(failure.message).toContain(NOT_OF_GENESYS);
			expect(openConversations(bench().simulator.world)).toEqual([asked.id]);
		},
	);

	it.each([...READING, ...CLOSING])('is none, whosever legs it shows: %s', async (_name, parameters) => {
		const { id } = center().chat({ externalTag: TAG });
		bench().simulator.faults.add({ kind: 'foreignId', ids: { [id]: NOBODYS_ID }, match: READ });

		const failure = await failureOf(bench(), { parameters: parameters(id) });

		expect(failure.message).toContain(NOT_OF_GENESYS);
		expect(changes()).toEqual([]);
	});

	it('is none to the close itself', async () => {
		const contactCenter = center();
		const asked = contactCenter.chat();
		const ended = contactCenter.chat({ stage: 'ended' });
		const body = await rawConversation(bench(), ended.id);
		bench().simulator.faults.add({ kind: 'status', status: 200, body, match: CLOSE });

		for (const waitUntilClosed of [true, false]) {
			const options = { waitUntilClosed, waitTimeoutSeconds: 0 };
			expect(await bench().item({ parameters: close(asked.id, options) })).toMatchObject({
				status: 'closing',
				closed: false,
				conversationId: asked.id,
			});
		}
		expect(endOf(bench().simulator.world, asked)).toBeUndefined();
	});

	it('is the same one in capitals', async () => {
		const { id } = center().chat();
		const raw = await rawConversation(bench(), id);
		readsAs({ ...raw, id: id.toUpperCase() });

		expect(await bench().item({ parameters: find('conversationId', id) })).toMatchObject({ found: true });
	});
});

describe('An ID in an answer that is none', () => {
	const NO_IDS = [
		'..',
		'../..',
		'.',
		'',
		' ',
		'a/b',
		'a?b',
		'a#b',
		'%2e%2e',
		'a\\b',
		'x'.repeat(101),
		'a b',
		7,
		null,
	];

	it.each([...READING, ...CLOSING])('leads nowhere: %s', async (_name, parameters) => {
		const { id } = center().chat({ externalTag: TAG });
		const raw = await rawConversation(bench(), id);
		const called = new RegExp(
			`^(GET|PATCH|POST) /api/v2/(conversations/(messages/)?${id}|analytics/.*|externalcontacts/.*)$`,
		);
		for (const wrong of NO_IDS) {
			for (const body of [
				withParticipants(raw, (participant) => ({ ...participant, id: wrong })),
				withLegs(raw, (leg) => ({ ...leg, id: wrong })),
			]) {
				const fault = bench().simulator.faults.add({ kind: 'status', status: 200, body, match: READ });
				const failure = await failureOf(bench(), { parameters: parameters(id) });
				expect(failure.message).toContain(NOT_OF_GENESYS);
				fault.remove();
			}
		}
		expect(changes()).toEqual([]);
		expect(
			bench()
				.calls()
				.filter((call) => !called.test(call)),
		).toEqual([]);
	});

	it.each(['..', '../tokens/me', '', 'a/b', null, 7])(
		'leads from a message to no conversation (%p)',
		async (conversationId) => {
			const { messageIds } = center().chat();
			const [id = ''] = messageIds;
			bench().simulator.faults.add({
				kind: 'status',
				status: 200,
				body: { id, conversationId },
				match: { path: '/details$' },
			});

			const failure = await failureOf(bench(), { parameters: find('messageId', id) });

			expect(failure.message).toContain(NOT_OF_GENESYS);
			expect(bench().calls()).toHaveLength(1);
		},
	);

	it.each(['..', '', 'a/b', null, 7])('is no contact (%p)', async (id) => {
		center().chat();
		bench().simulator.faults.add({
			kind: 'status',
			status: 200,
			body: { id, canonicalContact: { id } },
			match: { path: 'identifierlookup' },
		});

		const failure = await failureOf(bench(), { parameters: find('externalId', 'CRM-1') });

		expect(failure.message).toContain(NOT_OF_GENESYS);
		expect(bench().calls()).toHaveLength(1);
	});
});
