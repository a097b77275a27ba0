import { byId, call, make } from './page.js';

/** What can be tried out, and the faults that make it: all of them are put in force. */
const CHOICES = [
	{
		label: 'Permission missing',
		hint: 'the role lacks Conversation > Communication > Disconnect',
		faults: [{ kind: 'missingPermission', permission: 'conversation:communication:disconnect' }],
	},
	{
		label: 'Wrong region',
		hint: 'as if your client were of another region',
		faults: [
			{
				kind: 'status',
				status: 400,
				body: {
					error: 'invalid_client',
					description: 'client not found',
					error_description: 'client not found',
				},
				match: { path: '^/oauth/token' },
			},
			{ kind: 'status', status: 401, match: { path: '^/api/' } },
		],
	},
	{
		label: 'Rate limited',
		hint: 'every call answers 429',
		faults: [{ kind: 'rateLimit', seconds: 5, match: { path: '^/api/' } }],
	},
	{
		label: 'Unavailable',
		hint: 'every call answers 503',
		faults: [{ kind: 'status', status: 503, match: { path: '^/api/' } }],
	},
	{
		label: 'Proxy error page',
		hint: '502 with HTML',
		faults: [{ kind: 'html', status: 502, match: { path: '^/api/' } }],
	},
	{
		label: 'Slow',
		hint: 'two seconds more',
		faults: [{ kind: 'slow', ms: 2000, match: { path: '^/api/' } }],
	},
	{
		label: 'Lost answers',
		hint: 'closes are done, then the line drops',
		faults: [{ kind: 'resetAfter', match: { method: 'PATCH' } }],
	},
];

/** When the last change of a switch was done; what was asked before that knows nothing of it. */
let settledAt = 0;

/**
 * Shows the switches as the faults in force have it, whoever has put them there.
 * @param askedAt when that was asked for
 */
export function showFaults({ faults }, askedAt) {
	const panel = byId('faults');
	if (panel.childElementCount === 0) panel.append(...CHOICES.map(faultSwitch));
	if (askedAt < settledAt) return;
	CHOICES.forEach((choice, index) => {
		panel.children[index].querySelector('input').checked = idsOf(choice, faults).every(Boolean);
	});
}

/** The id of each fault of a choice, or nothing for one that is not in force. */
function idsOf(choice, active) {
	return choice.faults.map((wanted) => active.find(({ fault }) => sameness(fault) === sameness(wanted))?.id);
}

function sameness({ kind, status, permission, match }) {
	return JSON.stringify([kind, status, permission, match]);
}

function faultSwitch(choice) {
	const input = make('input');
	input.type = 'checkbox';
	input.addEventListener('change', async () => {
		settledAt = Infinity;
		try {
			const { faults } = await call('GET', '/faults');
			for (const [index, id] of idsOf(choice, faults).entries()) {
				if (input.checked && id === undefined) await call('POST', '/faults', choice.faults[index]);
				if (!input.checked && id !== undefined) await call('DELETE', `/faults/${id}`);
			}
		} finally {
			settledAt = globalThis.performance.now();
		}
	});
	return make('label', 'switch', make('span', '', choice.label, make('small', '', choice.hint)), input);
}
