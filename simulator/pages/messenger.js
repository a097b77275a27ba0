import { byId, call, make, repeat } from './page.js';

const conversationId = globalThis.location.pathname.split('/').at(-1);
const base = `/conversations/${conversationId}`;
let shown = '';

function timeOf(iso) {
	return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function bubble({ from, text, parts, at }) {
	const lines = parts.map((part) => make('div', 'part', part));
	const side = from === 'customer' ? 'mine' : 'theirs';
	return make('div', `bubble ${side}`, text, ...lines, make('time', '', timeOf(at)));
}

/** What each setting means for the customer, in whose place nobody else can look. */
const EXPLAINED = {
	off: 'Off, as it is until somebody switches it on: the customer will see nothing of the end.',
	offAtTheEnd: 'Off. This conversation has ended, and the customer sees nothing of it.',
	ReadOnly: 'The customer reads that it has ended, and can only start a new one.',
	Send: 'The customer reads that it has ended, and resumes it by writing.',
};

function partnerOf({ agentName, queueName, shown: state }) {
	if (state !== 'open') return [agentName ?? queueName ?? 'Messenger', 'Disconnected'];
	if (agentName) return [agentName, queueName ?? 'Connected'];
	return [queueName ?? 'Assistant', 'Looking for somebody to help you'];
}

function show(view) {
	const [partner, presence] = partnerOf(view);
	byId('partner').textContent = partner;
	byId('presence').textContent = presence;
	byId('avatar').textContent = partner.slice(0, 1).toUpperCase();
	byId('messenger').dataset.state = view.shown;
	byId('over').hidden = view.shown !== 'readOnly';
	byId('composer').hidden = view.shown === 'readOnly';
	const lines = view.messages.map(bubble);
	if (view.endTime) {
		lines.push(make('div', 'status-line', `Your conversation has ended · ${timeOf(view.endTime)}`));
	}
	const transcript = byId('transcript');
	transcript.replaceChildren(...lines);
	transcript.scrollTop = transcript.scrollHeight;
	showSetting(view);
}

function showSetting({ onDisconnect, hasEnded }) {
	byId('setting').hidden = onDisconnect === null;
	const isOn = onDisconnect !== 'off';
	byId('disconnect').checked = isOn;
	byId('choices').hidden = !isOn;
	byId('explained').textContent = EXPLAINED[hasEnded && !isOn ? 'offAtTheEnd' : onDisconnect];
	for (const choice of byId('choices').querySelectorAll('input'))
		choice.checked = choice.value === onDisconnect;
}

async function configure(onDisconnect) {
	await call('PATCH', `${base}/messenger`, { onDisconnect });
	await refresh();
}

async function refresh() {
	try {
		const view = await call('GET', `${base}/messenger`);
		const state = JSON.stringify(view);
		if (state !== shown) show(view);
		shown = state;
	} catch {
		byId('presence').textContent = 'Connection lost';
	}
}

byId('composer').addEventListener('submit', async (event) => {
	event.preventDefault();
	const input = byId('text');
	const text = input.value.trim();
	if (text === '') return;
	input.value = '';
	const sent = await call('POST', `${base}/customerWrites`, { text }).catch(() => undefined);
	if (sent && sent.conversationId !== conversationId)
		globalThis.location.assign(`/messenger/${sent.conversationId}`);
	await refresh();
});

byId('start-new').addEventListener('click', async () => {
	const { id } = await call('POST', `${base}/startNewChat`, {});
	globalThis.location.assign(`/messenger/${id}`);
});

byId('disconnect').addEventListener('change', () =>
	configure(byId('disconnect').checked ? 'ReadOnly' : 'off'),
);
byId('choices').addEventListener('change', ({ target }) => configure(target.value));

repeat(refresh, 1000);
