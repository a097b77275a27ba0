import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ASSUMPTION_VALUES, type Assumptions } from '../../simulator/index.mts';
import type { WrapUpCode } from '../../simulator/world/directory.mts';
import type { Workbench } from '../harness/workbench.mts';
import { openContactCentre, openConversations, type ContactCentre } from './support/contact-centre.mts';
import { getMany } from './support/get-many.mts';
import { bySessionId, close, closeSession, find, list } from './support/parameters.mts';
import { withWorkbench } from './support/workbench.mts';

const METHODS = ['disconnect', 'graceful', 'teardown'] as const;
const FLIPS = Object.entries(ASSUMPTION_VALUES).flatMap(([assumption, values]) =>
	values.map((value) => ({ assumption, value })),
);

/** One day of a contact centre. Every part of it plays in conversations of its own. */
class Life {
	private readonly centre: ContactCentre;
	private readonly code: WrapUpCode;

	constructor(private readonly bench: Workbench) {
		this.centre = openContactCentre(bench.simulator.world);
		this.code = bench.simulator.world.addWrapUpCode({ name: 'Solved' });
	}

	/** The customer is found by what the CRM knows and by what the page has set, also after the chat went on. */
	async findings(): Promise<Record<string, unknown>> {
		const { chat } = this.centre;
		const { id } = chat({ attributes: { 'context.customerId': 'CRM-1' } });
		const again = chat({ stage: 'ended' });
		this.bench.simulator.world.reopen(again.id);
		const options = { lookbackDays: 1 };
		const keys = { findBy: 'customAttribute', attributeName: 'customerId', attributeValue: 'CRM-1' };
		const byAttribute = { resource: 'conversation', operation: 'find', ...keys, options };
		const [open] = await this.run(byAttribute);
		const reopened = await this.run(find('externalId', 'CRM-1', { match: 'all' }));
		const nobody = await this.run(find('externalId', 'CRM-2'));
		return {
			byAttribute: open?.['conversationId'] === id,
			byExternalId: reopened.map(({ state, endTime, agentConnected }) => [state, endTime, agentConnected]),
			reopened: reopened.some(({ conversationId }) => conversationId === again.id),
			nobody,
		};
	}

	/** Who is in a conversation, by session, and one of them is closed twice. */
	async sessions(): Promise<Record<string, unknown>> {
		const { id, customer } = this.centre.chat();
		const listed = await this.run(list(id, { sessionState: 'any' }));
		const once = closeSession(id, bySessionId(customer.sessionId));
		const [closed] = await this.run(once);
		const [again] = await this.run(once);
		return {
			listed: listed.map(({ purpose, state, open }) => [purpose, state, open]),
			closed: closed?.['status'],
			again: again?.['status'],
		};
	}

	/** A conversation is closed twice. */
	async closes(method: string, options: INodeParameters = {}): Promise<unknown[]> {
		const { id } = this.centre.chat();
		const parameters = close(id, options, { method });
		const statuses = [await this.run(parameters), await this.run(parameters)].map(([item]) => item?.['status']);
		return [...statuses, openConversations(this.bench.simulator.world).includes(id)];
	}

	/** The agent is spared the after-call work, as far as the client may hand it in. */
	async wrapsUp(wrapUpCodeId: string = this.code.id): Promise<unknown[]> {
		return await this.closes('disconnect', { wrapUpCodeId });
	}

	/** What is open is listed, and what is in a division that nobody may see is not there. */
	async lists(): Promise<Record<string, unknown>> {
		const { world } = this.bench.simulator;
		const { id: divisionId } = world.addDivision({ name: 'West' });
		const unseen = this.centre.chat({ divisionId });
		const seen = this.centre.chat({ externalTag: 'ticket-4711' });
		this.bench.restrict({ divisions: [world.directory.homeDivision.id] });
		const ofTag = await this.run(getMany({ externalTag: 'ticket-4711' }, { options: { verifyLive: true } }));
		const [verdict] = await this.run(close(unseen.id));
		return {
			listed: ofTag.map(({ conversationId }) => conversationId === seen.id),
			nothing: await this.run(getMany({ externalTag: 'no-such-tag' })),
			unseen: verdict?.['status'],
		};
	}

	private async run(parameters: INodeParameters): Promise<IDataObject[]> {
		return await this.bench.items({ parameters });
	}
}

const TWICE = ['closed', 'alreadyClosed', false];

describe.each(FLIPS)('Whatever Genesys does ($assumption: $value)', ({ assumption, value }) => {
	const bench = withWorkbench();
	const life = () => {
		// A table of values by name has lost which value goes with which name; the simulator's own list is right.
		const assumptions: Partial<Assumptions> = { [assumption]: value };
		bench().simulator.configure({ assumptions, rateLimit: { enabled: false } });
		return new Life(bench());
	};

	it('a conversation is found and listed, with who is in it', async () => {
		const played = life();

		expect(await played.findings()).toEqual({
			byAttribute: true,
			byExternalId: [
				['open', null, true],
				['open', null, false],
			],
			reopened: true,
			nobody: [{ found: false }],
		});
		expect(await played.sessions()).toEqual({
			listed: [
				['customer', 'connected', true],
				['workflow', 'disconnected', false],
				['acd', 'disconnected', false],
				['agent', 'connected', true],
			],
			closed: 'closed',
			again: 'alreadyClosed',
		});
		expect(await played.lists()).toEqual({ listed: [true], nothing: [], unseen: 'notFound' });
	});

	it('a conversation is closed once, by every method, looking first or not', async () => {
		const played = life();

		for (const method of METHODS) {
			for (const checkFirst of [true, false]) {
				expect([method, checkFirst, ...(await played.closes(method, { checkFirst }))]).toEqual([
					method,
					checkFirst,
					...TWICE,
				]);
			}
		}
		expect(await played.wrapsUp()).toEqual(TWICE);
	});
});
