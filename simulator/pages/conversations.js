import { button, byId, call, make, showIfNew } from './page.js';
import { ago, endedBy, idsOf, whereItIs } from './words.js';

/** The conversations whose IDs are shown. */
const unfolded = new Set();

/**
 * Shows the conversations that the board has, open ones by queue.
 * @param refresh shows all anew, after something has been done
 */
export function showConversations(board, refresh) {
	const { queues, ended, now } = board;
	const panels = queues.map(({ name, open, conversations }) => ({
		name,
		count: `${open} open`,
		rows: conversations.map((conversation) => openRow(conversation, now)),
		rest: open - conversations.length,
	}));
	showLatestEnd(board);
	const lately = { name: 'Ended lately', count: '', rows: ended.map((one) => endedRow(one, now)), rest: 0 };
	showIfNew(byId('queues'), panels, () =>
		panels.length > 0
			? panels.map((panel) => panelOf(panel, refresh))
			: [make('section', 'panel', make('p', 'empty', 'No open conversation.'))],
	);
	showIfNew(byId('ended'), lately, () => panelOf(lately, refresh).children);
}

/** Says at the top what has just ended: the list of that may be far below. */
function showLatestEnd({ ended: [latest], now }) {
	byId('latest').textContent = latest
		? `Last ended: ${latest.customerName}, ${ago(latest.endTime, now)}, ${endedBy(latest)}`
		: '';
}

/** What a row shows, as data: it is put on the page only when it has changed, so that nothing moves under a mouse. */
function rowOf(conversation) {
	const { conversationId, customerName, externalIds, externalTag, messageType, medium, lastMessage } =
		conversation;
	const kind = medium === 'call' ? 'voice' : messageType === 'webmessaging' ? '' : messageType;
	return {
		conversationId,
		customerName,
		facts: [externalIds[0] ?? externalTag, kind].filter(Boolean).join(' · '),
		words: lastMessage ? `${lastMessage.from === 'customer' ? '' : '↩ '}${lastMessage.text}` : '',
		ids: unfolded.has(conversationId) ? idsOf(conversation) : undefined,
	};
}

function openRow(conversation, now) {
	const { lastMessage, startTime, legs } = conversation;
	const customerIsThere = legs.some(
		({ purpose, state }) => purpose === 'customer' && state !== 'disconnected',
	);
	return {
		...rowOf(conversation),
		chips: whereItIs(conversation),
		time: [lastMessage ? 'last message' : 'started', ago(lastMessage?.at ?? startTime, now)],
		action: customerIsThere ? ['Customer leaves', 'customerLeaves'] : undefined,
	};
}

function endedRow(conversation, now) {
	return {
		...rowOf(conversation),
		chips: [['', endedBy(conversation)]],
		time: ['ended', ago(conversation.endTime, now)],
		action: conversation.medium === 'message' ? ['New chat', 'startNewChat'] : undefined,
	};
}

function panelOf({ name, count, rows, rest }, refresh) {
	const header = make('header', '', make('h2', '', name), make('span', 'count', count));
	const more = rest > 0 ? [make('p', 'empty', `and ${rest} more`)] : [];
	const shown = rows.length > 0 ? rows.map((row) => element(row, refresh)) : [make('p', 'empty', 'None.')];
	return make('section', 'panel', header, ...shown, ...more);
}

function element({ conversationId, customerName, facts, words, chips, time, ids, action }, refresh) {
	const who = make('a', 'who', customerName);
	who.href = `/messenger/${conversationId}`;
	who.title = 'What the customer sees';
	const legs = chips.map(([state, text]) => make('span', `leg ${state}`, text));
	const fold = button('More', () => {
		if (!unfolded.delete(conversationId)) unfolded.add(conversationId);
		return refresh();
	});
	fold.className = 'small';
	fold.title = 'Its IDs, and what can happen to it';
	fold.setAttribute('aria-expanded', String(ids !== undefined));
	const [what, when] = time;
	return make(
		'div',
		'conversation',
		make('div', 'names', who, make('div', 'facts', facts)),
		make('div', 'middle', make('div', 'legs', ...legs), make('div', 'words', words)),
		make('div', 'age', make('small', '', what), when),
		fold,
		...(ids ? [details(conversationId, ids, action, refresh)] : []),
	);
}

function details(conversationId, ids, action, refresh) {
	const lines = ids.flatMap(([name, id]) => [
		make('dt', '', name),
		make('dd', '', make('code', '', id), copyButton(name, id)),
	]);
	const actions = action
		? [
				button(action[0], async () => {
					await call('POST', `/conversations/${conversationId}/${action[1]}`, {});
					await refresh();
				}),
			]
		: [];
	return make('div', 'details', make('dl', '', ...lines), ...actions);
}

function copyButton(name, id) {
	const copy = button('Copy', async () => {
		await globalThis.navigator.clipboard.writeText(id);
		copy.textContent = 'Copied';
	});
	copy.className = 'small';
	copy.setAttribute('aria-label', `Copy ${name}`);
	return copy;
}
