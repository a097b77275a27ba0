/** How long ago a time was, in words. */
export function ago(isoTime, now) {
	const minutes = Math.max(0, Math.floor((now - Date.parse(isoTime)) / 60_000));
	if (minutes < 1) return 'just now';
	if (minutes < 60) return `${minutes} min ago`;
	if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
	return `${Math.floor(minutes / 1440)} d ago`;
}

/** Where an open conversation is, in the words of a contact center: pairs of a color and a text. */
export function whereItIs({ legs }) {
	const here = legs.filter(({ state }) => state !== 'disconnected');
	if (here.length === 0) return [['alerting', 'stuck: everybody has left']];
	const gone = here.every(({ purpose }) => purpose !== 'customer');
	return [
		...(gone ? [['alerting', 'customer has left']] : []),
		...here.filter(({ purpose }) => purpose !== 'customer').map(withWhom),
		...(here.every(({ purpose }) => purpose === 'customer') ? [['', 'nobody there']] : []),
	];
}

function withWhom({ purpose, name, state }) {
	if (purpose === 'workflow') return ['', 'with the bot'];
	if (purpose === 'acd') return ['alerting', 'waiting in queue'];
	if (state === 'alerting') return ['alerting', `ringing ${name}`];
	if (state === 'parked') return ['parked', `parked by ${name}`];
	return ['connected', `with an agent: ${name}`];
}

/** Who has ended a conversation. */
export function endedBy({ endedBy: who, legs }) {
	if (who === 'customer') return 'ended by the customer';
	if (who === 'api') return 'ended by a workflow (API)';
	const agent = legs.findLast(({ purpose }) => purpose === 'agent');
	if (who === 'agent' && agent) return `ended by ${agent.name}`;
	return 'ended by Genesys Cloud';
}

/** Every ID of a conversation that a node may ask for, by the name that it has there. */
export function idsOf({ conversationId, externalIds, externalTag, externalContactId, legs }) {
	const sides = { customer: 'customer', workflow: 'bot', acd: 'queue' };
	const sideOf = ({ purpose, name }) => sides[purpose] ?? name;
	const shown = legs.filter(({ state, purpose }) => state !== 'disconnected' || purpose === 'customer');
	return [
		...externalIds.map((id) => ['External ID', id]),
		['Conversation ID', conversationId],
		...(externalTag ? [['External tag', externalTag]] : []),
		...(externalContactId ? [['Contact ID', externalContactId]] : []),
		...shown.flatMap((leg) => [
			[`Session ID, ${sideOf(leg)}`, leg.sessionId],
			[`Participant ID, ${sideOf(leg)}`, leg.participantId],
		]),
	];
}
