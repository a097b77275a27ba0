import type { INodeParameters } from 'n8n-workflow';

import type { ConversationHandle } from '../../simulator/index.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { CLOSE, rawConversation, READ } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

describe('Max Closes counts items', () => {
	/** A conversation with three open sessions, which end one by one. */
	const ofThree = (): ConversationHandle => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const { participants } = world.conversation(chat.id);
		const agent = participants.find(({ purpose }) => purpose === 'agent');
		if (!agent) throw new RangeError('A conversation without an agent');
		const communication = { ...agent.communication, id: world.random.uuid(), segments: [], messages: [] };
		participants.push({ ...agent, id: world.random.uuid(), communication });
		return chat;
	};
	const items = (...chats: readonly ConversationHandle[]) => chats.map(({ id }) => ({ conversationId: id }));
	const allSessions = (settings: INodeParameters): INodeParameters =>
		closeSession(FROM_ITEM, { closeWhich: 'allOpenSessions' }, settings);

	it('and closes one that it has begun whole, however many sessions it has', async () => {
		const [one, two] = [ofThree(), ofThree()];

		const verdicts = await bench().items({
			parameters: allSessions({ maxCloses: 1 }),
			items: items(one, two),
		});

		expect(verdicts.map(({ status }) => status)).toEqual([
			...Array.from({ length: 3 }, () => 'closed'),
			...Array.from({ length: 3 }, () => 'notAttempted'),
		]);
		expect(openConversations(bench().simulator.world)).toEqual([two.id]);
	});

	it('in a dry run as well', async () => {
		const [one, two] = [ofThree(), ofThree()];

		const verdicts = await bench().items({
			parameters: allSessions({ maxCloses: 1, dryRun: true }),
			items: items(one, two),
		});

		expect(verdicts.map(({ status }) => status)).toEqual([
			...Array.from({ length: 3 }, () => 'wouldClose'),
			...Array.from({ length: 3 }, () => 'notAttempted'),
		]);
	});

	it('and not those in which nothing is closed', async () => {
		const { world } = bench().simulator;
		const ended = openContactCenter(world).chat({ stage: 'ended' });
		const [one, two] = [ofThree(), ofThree()];

		const verdicts = await bench().items({
			parameters: close(FROM_ITEM, { maxCloses: 1 }),
			items: items(ended, ended, one, one, two),
		});

		expect(verdicts.map(({ status }) => status)).toEqual([
			'alreadyClosed',
			'alreadyClosed',
			'closed',
			'alreadyClosed',
			'notAttempted',
		]);
	});

	it('and closes nothing where it is 0', async () => {
		const chat = ofThree();

		for (const parameters of [close(FROM_ITEM, { maxCloses: 0 }), allSessions({ maxCloses: '0' })]) {
			const verdicts = await bench().items({ parameters, items: items(chat) });
			expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(['notAttempted']));
		}
		expect(openConversations(bench().simulator.world)).toEqual([chat.id]);
	});

	it('and one whose close may have been made as well', async () => {
		const [one, two] = [ofThree(), ofThree()];
		const body = await rawConversation(bench(), one.id);
		bench().simulator.faults.add({ kind: 'status', status: 200, body, times: 1, match: READ });
		bench().simulator.faults.add({ kind: 'status', status: 404, match: { ...READ, path: one.id } });
		bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

		const verdicts = await bench().items({
			parameters: close(FROM_ITEM, { maxCloses: 1, waitTimeoutSeconds: 0 }, { options: { maxRetries: 0 } }),
			items: items(one, two),
		});

		expect(verdicts.map(({ status }) => status)).toEqual(['closing', 'notAttempted']);
		expect(openConversations(bench().simulator.world)).toEqual([two.id]);
	});
});
