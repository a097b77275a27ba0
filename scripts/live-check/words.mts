import type { Json } from './json.mts';

/** States of a leg that are documented. */
export const STATES = [
	'alerting',
	'dialing',
	'contacting',
	'offering',
	'connected',
	'disconnected',
	'terminated',
	'scheduled',
	'none',
	'parked',
];

/** Purposes of a participant that are documented. */
export const PURPOSES = [
	'customer',
	'external',
	'workflow',
	'acd',
	'agent',
	'user',
	'api',
	'bot',
	'botflow',
	'inbound',
];

/** Disconnect types that are documented. */
export const DISCONNECT_TYPES = [
	'endpoint',
	'client',
	'system',
	'timeout',
	'transfer',
	'transfer.conference',
	'transfer.consult',
	'transfer.forward',
	'transfer.noanswer',
	'transfer.notavailable',
	'transport.failure',
	'error',
	'peer',
	'other',
	'spam',
	'uncallable',
	'inactivity',
	'session.expired',
];

/** Codes of error bodies that the report may name. */
const ERROR_CODES = [
	'bad.credentials',
	'bad.request',
	'authentication.required',
	'conflict',
	'conversation.error.conversation.not.found',
	'conversation.error.participant.no.active.conversations',
	'conversation.error.wrapup.code.required',
	'credentials.expired',
	'external.contact.ephemeral',
	'invalid.value',
	'missing.any.permissions',
	'missing.division.permission',
	'missing.permissions',
	'not.a.user',
	'not.authorized',
	'not.found',
	'too.many.requests',
	'too.many.requests.retry.after',
	'unsupported.media.type',
];

/** An enumeration's value in the spelling of the lists above, whatever the organization's spelling is. */
export function plain(json: Json): string {
	return (json.text ?? '').toLowerCase().replaceAll('_', '.');
}

/** A word, if it is one of a known list. Nothing else that a server says gets into the report. */
export function known(word: string, list: readonly string[]): string {
	if (word === '') return 'nothing';
	return list.find((one) => one === word) ?? 'a word that is not on the list of live-check';
}

/** The error code of an answer, if it is one that may be named. */
export function errorCode(body: Json): string {
	return known(body.at('code').text ?? '', ERROR_CODES);
}
