import { byId, call, make, repeat } from './page.js';

const FAULTS = [
	{
		label: 'Rate limited',
		hint: 'every call answers 429',
		fault: { kind: 'rateLimit', seconds: 5, match: { path: '^/api/' } },
	},
	{
		label: 'Unavailable',
		hint: 'every call answers 503',
		fault: { kind: 'status', status: 503, match: { path: '^/api/' } },
	},
	{
		label: 'Proxy error page',
		hint: '502 with HTML',
		fault: { kind: 'html', status: 502, match: { path: '^/api/' } },
	},
	{ label: 'Slow', hint: 'two seconds more', fault: { kind: 'slow', ms: 2000, match: { path: '^/api/' } } },
	{
		label: 'Lost answers',
		hint: 'closes are done, then the line drops',
		fault: { kind: 'resetAfter', match: { method: 'PATCH' } },
	},
];
const SHOWN_A_QUEUE = 12;

function age(isoTime, now) {
	const minutes = Math.max(0, Math.floor((now - Date.parse(isoTime)) / 60_000));
	if (minutes < 1) return 'now';
	if (minutes < 60) return `${minutes} min`;
	if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
	return `${Math.floor(minutes / 1440)} d`;
}

function legChip({ purpose, name, state }) {
	const label = purpose === 'agent' ? name : purpose;
	const said =
		state === 'disconnected' ? `${label} left` : state === 'connected' ? label : `${label} · ${state}`;
	const chip = make('span', `leg ${state}`, said);
	chip.title = `${purpose}: ${state}`;
	return chip;
}

function conversationRow(conversation, now) {
	const { customerName, externalIds, externalTag, messageType, medium, lastMessage, legs } = conversation;
	const kind = medium === 'call' ? 'voice' : messageType === 'webmessaging' ? '' : messageType;
	const facts = [externalIds[0] ?? externalTag, kind].filter(Boolean).join(' · ');
	const words = lastMessage ? `${lastMessage.from === 'customer' ? '' : '↩ '}${lastMessage.text}` : '';
	const shownLegs = legs.filter(({ purpose, state }) => state !== 'disconnected' || purpose === 'customer');
	const row = make(
		'a',
		'conversation',
		make('div', '', make('div', 'who', customerName), make('div', 'facts', facts)),
		make('div', 'middle', make('div', 'legs', ...shownLegs.map(legChip)), make('div', 'words', words)),
		make('div', 'age', age(lastMessage?.at ?? conversation.startTime, now)),
	);
	row.href = `/messenger/${conversation.conversationId}`;
	return row;
}

function queuePanel(name, total, conversations, now) {
	const header = make('header', '', make('h2', '', name), make('span', 'count', `${total} open`));
	const more = total - conversations.length;
	const rest = more > 0 ? [make('p', 'empty', `and ${more} more`)] : [];
	return make('section', 'panel', header, ...conversations.map((one) => conversationRow(one, now)), ...rest);
}

function showQueues({ queues, now }) {
	const panels = queues.map(({ name, open, conversations }) => queuePanel(name, open, conversations, now));
	const empty = make('section', 'panel', make('p', 'empty', 'No open conversation.'));
	byId('queues').replaceChildren(...(panels.length > 0 ? panels : [empty]));
}

function showRate({ windows, recentCalls, foreign }) {
	const busiest = windows.toSorted((one, other) => other.count - one.count)[0];
	const share = busiest ? Math.min(1, busiest.count / busiest.allowed) : 0;
	byId('meter').firstElementChild.style.width = `${share * 100}%`;
	byId('meter').classList.toggle('full', share >= 1);
	byId('rate-use').textContent = busiest ? `${busiest.count} of ${busiest.allowed} calls` : 'No window open';
	byId('rate-reset').textContent = busiest ? `resets in ${busiest.resetSeconds} s` : '';
	byId('rate-count').textContent = foreign.sent > 0 ? `${foreign.sent} by others` : '';
	const highest = Math.max(5, ...recentCalls);
	const bars = recentCalls.map((count, index) => {
		const bar = globalThis.document.createElementNS('http://www.w3.org/2000/svg', 'rect');
		const height = (count / highest) * 46;
		const box = {
			x: index + 0.1,
			y: 48 - Math.max(1, height),
			width: 0.8,
			height: Math.max(1, height),
			opacity: count > 0 ? 1 : 0.18,
		};
		for (const [name, value] of Object.entries(box)) bar.setAttribute(name, String(value));
		return bar;
	});
	byId('spark').replaceChildren(...bars);
}

/** A path short enough to be read at a glance: ids are cut, the common start is left out. */
function shortPath(path) {
	return path.replace('/api/v2', '').replaceAll(/([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f-]{27}/gi, '$1…');
}

function showCalls({ latestCalls }) {
	const items = latestCalls.map(({ method, path, status }) => {
		const isBad = status === 0 || status >= 400;
		const shown = make('span', 'path', `${method} ${shortPath(path)}`);
		shown.title = `${method} ${path}`;
		return make(
			'li',
			'',
			make('span', `status${isBad ? ' bad' : ''}`, status === 0 ? '–' : String(status)),
			shown,
		);
	});
	byId('calls').replaceChildren(...(items.length > 0 ? items : [make('li', '', 'None yet.')]));
}

/** Faults switched on from this board, by their label; others are shown by the interface only. */
function faultIdOf({ fault }, active) {
	const wanted = JSON.stringify([fault.kind, fault.status, fault.match]);
	return active.find((one) => JSON.stringify([one.fault.kind, one.fault.status, one.fault.match]) === wanted)
		?.id;
}

function showFaults({ faults }) {
	const panel = byId('faults');
	if (panel.childElementCount === 0) panel.append(...FAULTS.map(faultSwitch));
	FAULTS.forEach((choice, index) => {
		panel.children[index].querySelector('input').checked = faultIdOf(choice, faults) !== undefined;
	});
}

function faultSwitch(choice) {
	const input = make('input');
	input.type = 'checkbox';
	input.addEventListener('change', async () => {
		const { faults } = await call('GET', '/faults');
		const id = faultIdOf(choice, faults);
		if (input.checked && id === undefined) await call('POST', '/faults', choice.fault);
		if (!input.checked && id !== undefined) await call('DELETE', `/faults/${id}`);
	});
	return make('label', 'switch', make('span', '', choice.label, make('small', '', choice.hint)), input);
}

async function refresh() {
	const live = byId('live');
	try {
		const board = await call('GET', `/board?shown=${SHOWN_A_QUEUE}`);
		byId('headline').textContent = `${board.openTotal} open conversation${board.openTotal === 1 ? '' : 's'}`;
		showQueues(board);
		showRate(board);
		showCalls(board);
		showFaults(board);
		live.textContent = `Live · ${new Date(board.now).toLocaleTimeString()}`;
		live.classList.remove('lost');
	} catch {
		live.textContent = 'The simulator does not answer';
		live.classList.add('lost');
	}
}

repeat(refresh, 1000);
