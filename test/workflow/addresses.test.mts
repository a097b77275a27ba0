import { followedByClose, told, VALUE, withValues } from '../support/chain.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, closeSession, get, list } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('An address', () => {
	const bench = withWorkbench();
	const two = () => {
		const center = openContactCenter(bench().simulator.world);
		return [center.chat().id, center.chat().id] as const;
	};
	const APPS = 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions';

	it.each<readonly [what: string, address: (one: string, other: string) => string]>([
		['has two IDs', (one, other) => `${APPS}/${one}/${other}`],
		['has another conversation in its query', (one, other) => `${APPS}/${one}?conversationId=${other}`],
		['has an ID with a digit too many before it', (one) => `${APPS}/0${one}`],
		['has an ID with a digit too many behind it', (one) => `${APPS}/${one}0`],
		['has an ID that goes on', (one) => `${APPS}/${one}-0`],
		['has an ID that lacks a digit', (one) => `${APPS}/${one.slice(1)}`],
		['has no ID', () => `${APPS}/`],
		['says nothing of a conversation or interaction', (one) => `https://apps.mypurecloud.com/users/${one}`],
		['is not encrypted', (one) => `http://apps.mypurecloud.com/interactions/${one}`],
		['has no protocol', (one) => `apps.mypurecloud.com/interactions/${one}`],
		['has a blank in it', (one) => `${APPS}/ ${one}`],
		['is two addresses', (one) => `${APPS}/${one} ${APPS}/${one}`],
	])('that %s is refused, and nobody is disconnected', async (_what, address) => {
		const [one, other] = two();
		const value = address(one, other);

		for (const parameters of [
			close(VALUE),
			closeSession(VALUE, { closeWhich: 'allOpenSessions' }),
			get(VALUE),
			list(VALUE),
		])
			expect(told(await bench().engine.run(followedByClose(withValues(parameters, [value]))))).toEqual([
				expect.stringContaining("The value of 'Conversation' cannot be used. It must be an ID"),
			]);
		expect(bench().calls()).toEqual([]);
		expect(openConversations(bench().simulator.world)).toEqual([one, other]);
	});

	it.each<readonly [what: string, address: (id: string) => string]>([
		['has one ID', (id) => `${APPS}/${id}`],
		['goes on behind it', (id) => `${APPS}/${id}/admin?tab=details#top`],
		['has it twice, and once in capitals', (id) => `${APPS}/${id.toUpperCase()}?conversationId=${id}`],
		['is of the API', (id) => `https://api.mypurecloud.com/api/v2/conversations/${id}`],
		['is within another one', (id) => `https://login.mypurecloud.com/?to=%2Finteractions%2F${id}%3Ftab%3D1`],
		['has blanks around it', (id) => `  ${APPS}/${id}\u00a0`],
	])('that %s closes that conversation, and no other', async (_what, address) => {
		const [one, other] = two();

		expect(await bench().items(withValues(close(VALUE), [address(one)]))).toMatchObject([
			{ status: 'closed', conversationId: one },
		]);
		expect(openConversations(bench().simulator.world)).toEqual([other]);
	});
});
