import { HOUR_MS } from '../../../simulator/durations.mts';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import { byId, type Bench } from './bench.mts';
import { pathOf, type Field, type Form } from './form.mts';

/** A value that is not the default, by where the field stands, as in `options.maxCloses`. */
export type Samples = Readonly<Record<string, unknown>>;

/** A good value for every field of every form. Each call starts a conversation, to which those that name one belong. */
export function newSamples({ center, simulator }: Pick<Bench, 'center' | 'simulator'>): Samples {
	const { world } = simulator;
	const externalTag = 'ticket-4711';
	const attributes = { 'context.customerId': 'CRM-1' };
	const chat = center.chat({ externalTag, attributes });
	const code = [...world.directory.wrapUpCodes.values()][0] ?? world.addWrapUpCode({ name: 'Solved' });
	const ago = (hours: number): string => new Date(world.now() - hours * HOUR_MS).toISOString();
	return {
		attributeName: 'customerId',
		attributeValue: 'CRM-1',
		closeWhich: 'allOpenSessions',
		conversationId: chat.id,
		dryRun: true,
		email: 'dana@example.com',
		externalContactId: center.dana.id,
		externalId: 'CRM-1',
		externalTag,
		fields: ['conversationId', 'state'],
		'filters.customer': 'connected',
		'filters.divisionId': center.queue.divisionId,
		'filters.externalContactId': center.dana.id,
		'filters.externalTag': externalTag,
		'filters.flowId': center.dana.id,
		'filters.idleForMinutes': 5,
		'filters.idleSide': 'agent',
		'filters.queueIds': [center.queue.id],
		'filters.startedAfter': ago(48),
		'filters.startedBefore': ago(0),
		'filters.userId': center.agent.id,
		findBy: 'externalTag',
		limit: 1,
		match: 'all',
		messageId: chat.messageIds[0],
		method: 'graceful',
		'options.checkFirst': false,
		'options.goodbyeMessage': 'Thank you, and goodbye.',
		'options.headroomPercent': 10,
		'options.maxRetries': 1,
		'options.maxWaitSeconds': 30,
		'options.deploymentId': [...world.directory.deployments.keys()][0],
		'options.externalSourceId': center.crm.id,
		'options.lookbackDays': 2,
		'options.maxCloses': 2,
		'options.participantId': chat.customer.participantId,
		'options.skipIfConnected': 'agent',
		'options.skipIfMessageWithinMinutes': 6_000,
		'options.skipWrapUp': true,
		'options.verifyLive': true,
		'options.waitTimeoutSeconds': 3,
		'options.waitUntilClosed': false,
		'options.whenNotFound': 'error',
		'options.wrapUpCodeId': code.id,
		'options.wrapUpNotes': 'As the CRM said',
		phone: '+13175550100',
		purposes: ['agent'],
		returnAll: true,
		sessionId: chat.customer.sessionId,
		sessionState: 'any',
		output: 'raw',
		state: 'any',
		text: 'Your case is closed.',
		whenNotFound: 'none',
	};
}

/** What has to be filled in together with a field, by where the field stands. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
	'filters.idleSide': ['filters.idleForMinutes'],
	'options.wrapUpNotes': ['options.wrapUpCodeId'],
};

/**
 * The parameters of a node in which one field holds a value, and everything that it takes to get at the field is
 * filled in with good values.
 * @throws Error when there is no sample for what has to be filled in.
 */
export function fillIn(form: Form, field: Field, value: unknown, samples: Samples): UnknownObject {
	const { resource, operation, fields } = form;
	const required = fields.filter((other) => (other.required || other.isPrefilled) && other !== field);
	const companions = TOGETHER[pathOf(field)] ?? [];
	const others = fields.filter((other) => companions.includes(pathOf(other)));
	const collections: Record<string, Record<string, unknown>> = operation === 'find'
		? { options: { lookbackDays: 1 } }
		: {};
	const top: Record<string, unknown> = {};
	for (const [target, content] of [
		...[...required, ...others].map((other) => [other, sampleOf(other, samples)] as const),
		[field, value] as const,
	]) {
		const place = target.collection === undefined ? top : (collections[target.collection] ??= {});
		place[target.name] = target.isLocator ? locatorOf(content) : content;
	}
	return { resource, operation, ...field.shownBy, ...top, ...collections };
}

/** @throws Error when the field has no sample: somebody has added it to the form. */
export function sampleOf(field: Field, samples: Samples): unknown {
	const path = pathOf(field);
	if (!(path in samples)) throw new Error(`There is no sample for the field ${path}`);
	return samples[path];
}

function locatorOf(value: unknown): unknown {
	return typeof value === 'string' ? byId(value) : value;
}
