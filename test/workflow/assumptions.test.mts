import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ASSUMPTION_VALUES, type Assumptions } from '../../simulator/index.mts';
import { openWorkbench, type Workbench } from '../harness/workbench.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import {
	bySessionId,
	close,
	closeSession,
	find,
	findByAttribute,
	list,
	selected,
} from '../support/parameters.mts';

/** The first value of each is the one that every other test plays with; together they are one life. */
const FLIPS: readonly { readonly what: string; readonly assumptions: Partial<Assumptions> }[] = [
	{ what: 'as it usually does', assumptions: {} },
	...Object.entries(ASSUMPTION_VALUES).flatMap(([assumption, [, ...others]]) =>
		others.map((value) => ({
			what: `${assumption}: ${String(value)}`,
			assumptions: { [assumption]: value },
		})),
	),
];

const METHODS = ['disconnect', 'graceful', 'teardown'] as const;
/** Every way to close, with and without a look before. */
const WAYS = METHODS.flatMap((method) => [true, false].map((checkFirst) => ({ method, checkFirst })));
const EVERY_WAY = close(
	'={{ $json.id }}',
	{ checkFirst: '={{ $json.checkFirst }}', wrapUpCodeId: '={{ $json.code }}' },
	{ method: '={{ $json.method }}' },
);

describe('Whatever Genesys does', () => {
	// Side by side, each on a workbench of its own: most of such a day is waiting.
	it.concurrent.each(FLIPS)('every operation comes to the same ($what)', async ({ assumptions }) => {
		expect(await liveWith(assumptions)).toEqual({
			byAttribute: [true],
			// The one that went on after its end is with nobody yet.
			byExternalId: [
				['open', null, true],
				['open', null, false],
			],
			byUnknownId: [{ found: false }],
			listedSessions: [
				['customer', 'connected', true],
				['workflow', 'disconnected', false],
				['acd', 'disconnected', false],
				['agent', 'connected', true],
			],
			sessionClosedTwice: ['closed', 'alreadyClosed'],
			closed: [...WAYS, 'with wrap-up'].map(() => 'closed'),
			closedAgain: [...WAYS.map((way) => closedAgainBy(way, assumptions)), 'alreadyClosed'],
			leftOpen: [],
			unseen: ['notFound'],
			listed: [true],
			listedNothing: [],
		});
	});
});

/**
 * Genesys may accept the close of what has ended (200, 202). Without a look before, an end of a moment ago cannot be told
 * from the run's own then: the clocks do not agree so well.
 */
function closedAgainBy(
	{ method, checkFirst }: (typeof WAYS)[number],
	assumptions: Partial<Assumptions>,
): unknown {
	const { disconnectOnEnded = 202, patchOnEnded = 400 } = assumptions;
	const accepted = { disconnect: patchOnEnded === 200, graceful: false, teardown: disconnectOnEnded === 202 };
	const isUnclear = accepted[method] && !checkFirst;
	return isUnclear ? (expect.stringMatching(/^(alreadyClosed|closed)$/) as string) : 'alreadyClosed';
}

async function liveWith(assumptions: Partial<Assumptions>): Promise<Record<string, unknown>> {
	const bench = await openWorkbench();
	try {
		bench.simulator.configure({ assumptions, rateLimit: { allowed: 30_000 } });
		bench.restrict({ divisions: [bench.simulator.world.directory.homeDivision.id] });
		return await live(bench);
	} finally {
		await bench.close();
	}
}

/** A day of a contact center; each part plays in conversations of its own, all at the same time. */
async function live(bench: Workbench): Promise<Record<string, unknown>> {
	const parts = [findThem(bench), closeSessionTwice(bench), closeInEveryWay(bench), listThem(bench)];
	return Object.assign({}, ...(await Promise.all(parts))) as Record<string, unknown>;
}

/** The customer is found by what the CRM knows and by what the page has set, also after the chat went on. */
async function findThem(bench: Workbench): Promise<Record<string, unknown>> {
	const { world } = bench.simulator;
	const center = openContactCenter(world);
	const contact = world.addContact({ firstName: 'Robin', externalIds: [{ value: 'CRM-2' }] });
	const { id } = center.chat({ contact, attributes: { 'context.customerId': 'CRM-2' } });
	world.reopen(center.chat({ contact, stage: 'ended', startedAt: world.now() - 1_200_000 }).id);
	const byAttribute = await bench.items({
		parameters: findByAttribute('customerId', 'CRM-2'),
	});
	const fields = selected('state', 'endTime', 'agentConnected');
	const byExternalId = await bench.items({
		parameters: find('externalId', 'CRM-2', { match: 'all', ...fields }),
	});
	return {
		byAttribute: byAttribute.map(({ conversationId }) => conversationId === id),
		byExternalId: byExternalId.map(({ state, endTime, agentConnected }) => [state, endTime, agentConnected]),
		byUnknownId: await bench.items({ parameters: find('externalId', 'CRM-3') }),
	};
}

/** Who is in a conversation, by session; then one of them is closed twice. */
async function closeSessionTwice(bench: Workbench): Promise<Record<string, unknown>> {
	const { id, customer } = openContactCenter(bench.simulator.world).chat();
	const sessions = await bench.items({ parameters: list(id, { sessionState: 'any' }) });
	const parameters = closeSession(id, bySessionId(customer.sessionId));
	const once = await bench.items({ parameters });
	const twice = await bench.items({ parameters });
	return {
		listedSessions: sessions.map(({ purpose, state, open }) => [purpose, state, open]),
		sessionClosedTwice: [...statuses(once), ...statuses(twice)],
	};
}

/** A fresh conversation for every way to close, and all of them once more. */
async function closeInEveryWay(bench: Workbench): Promise<Record<string, unknown>> {
	const { world } = bench.simulator;
	const center = openContactCenter(world);
	const code = world.addWrapUpCode({ name: 'Solved' }).id;
	const items = [
		...WAYS.map((way) => ({ ...way, id: center.chat().id, code: '' })),
		{ id: center.chat().id, method: 'disconnect', checkFirst: true, code },
	];
	const once = await bench.items({ parameters: EVERY_WAY, items });
	const twice = await bench.items({ parameters: EVERY_WAY, items });
	const open = openConversations(world);
	return {
		closed: statuses(once),
		closedAgain: statuses(twice),
		leftOpen: items.filter(({ id }) => open.includes(id)),
	};
}

/** What is open is listed, and what lies in a division that the client cannot see is not there. */
async function listThem(bench: Workbench): Promise<Record<string, unknown>> {
	const { world } = bench.simulator;
	const center = openContactCenter(world);
	const unseen = center.chat({
		divisionId: world.addDivision({ name: 'West' }).id,
		externalTag: 'ticket-4711',
	});
	const seen = center.chat({ externalTag: 'ticket-4711' });
	const tagged = (externalTag: string): INodeParameters =>
		getMany({ externalTag }, { options: { verifyLive: true } });
	const listed = await bench.items({ parameters: tagged('ticket-4711') });
	return {
		listed: listed.map(({ conversationId }) => conversationId === seen.id),
		listedNothing: await bench.items({ parameters: tagged('no-such-tag') }),
		unseen: statuses(await bench.items({ parameters: close(unseen.id) })),
	};
}

function statuses(verdicts: readonly IDataObject[]): unknown[] {
	return verdicts.map(({ status }) => status);
}
