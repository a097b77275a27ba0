import { byId, call, make, repeat } from './page.js';

const conversationId = globalThis.location.pathname.split('/').at(-1);
const base = `/conversations/${conversationId}`;
let shown = '';

function timeOf(iso) {
	return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function bubble({ from, text, at }) {
	return make('div', `bubble ${from === 'customer' ? 'mine' : 'theirs'}`, text, make('time', '', timeOf(at)));
}

function partnerOf({ agentName, queueName, isOpen }) {
	if (!isOpen) return [agentName ?? queueName ?? 'Messenger', 'Disconnected'];
	if (agentName) return [agentName, queueName ?? 'Connected'];
	return [queueName ?? 'Assistant', 'Looking for somebody to help you'];
}

function show(view) {
	const [partner, presence] = partnerOf(view);
	byId('partner').textContent = partner;
	byId('presence').textContent = presence;
	byId('avatar').textContent = partner.slice(0, 1).toUpperCase();
	const mayWrite = view.canWrite;
	byId('messenger').dataset.state = view.isOpen ? 'open' : mayWrite ? 'disconnected' : 'readOnly';
	byId('over').hidden = mayWrite;
	byId('text').readOnly = !mayWrite;
	byId('text').placeholder = mayWrite ? 'Write a message' : 'This conversation is read-only';
	byId('send').disabled = !mayWrite;
	const lines = view.messages.map(bubble);
	if (view.endTime && view.showsEnd) {
		lines.push(make('div', 'status-line', `Conversation ended · ${timeOf(view.endTime)}`));
	}
	const transcript = byId('transcript');
	transcript.replaceChildren(...lines);
	transcript.scrollTop = transcript.scrollHeight;
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
	if (text === '' || input.readOnly) return;
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

repeat(refresh, 1000);
