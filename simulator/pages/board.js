import { byId, call, make, repeat } from './page.js';
import { showConversations } from './conversations.js';
import { showFaults } from './faults.js';

const SHOWN_A_QUEUE = 12;
/** Dana Example, with whom every example begins. */
const FIRST_CUSTOMER = 'CRM-100045';

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

async function refresh() {
	const live = byId('live');
	const askedAt = globalThis.performance.now();
	try {
		const search = encodeURIComponent(byId('search').value);
		const board = await call('GET', `/board?shown=${SHOWN_A_QUEUE}&search=${search}`);
		byId('headline').textContent = `${board.openTotal} open conversation${board.openTotal === 1 ? '' : 's'}`;
		showConversations(board, refresh);
		showRate(board);
		showCalls(board);
		showFaults(board, askedAt);
		live.textContent = `Live · ${new Date(board.now).toLocaleTimeString()}`;
		live.classList.remove('lost');
	} catch {
		live.textContent = 'The simulator does not answer';
		live.classList.add('lost');
	}
}

byId('search').addEventListener('input', () => void refresh());
byId('new-chat').addEventListener('click', async () => {
	await call('POST', '/newChat', { externalId: FIRST_CUSTOMER });
	await refresh();
});
byId('reset').addEventListener('click', async () => {
	await call('POST', '/reset');
	await call('POST', '/seed', { scenario: 'contactCenter' });
	byId('search').value = '';
	await refresh();
});

repeat(refresh, 1000);
