import { asArray, asObject, isObject, textField, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { CredentialReference, WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import { importExample } from '../example.mts';
import type { Rig } from '../rig.mts';
import { startHttpStub, type HttpStub, type StubAnswer, type StubRequest } from '../../support/http-stub.mts';

/** The access token that the stand-in knows. */
const HUBSPOT_TOKEN = 'pat-na1-not-for-production';

/** Values of a record's properties; null for one without a value. */
export type Properties = Readonly<Record<string, string | null>>;

/** A property change, as HubSpot's webhooks tell it; a delivery is an array of them. */
export interface TicketEvent {
	readonly objectId: number;
	/** Milliseconds since 1970. */
	readonly occurredAt: number;
	readonly propertyName?: string;
	readonly propertyValue?: string;
}

/** The event of a webhook subscription `ticket.propertyChange`, with all its fields. */
export function ticketEvent({ objectId, occurredAt, ...rest }: TicketEvent): UnknownObject {
	return {
		eventId: 1_148_227_309,
		subscriptionId: 25_106,
		portalId: 33,
		appId: 1160,
		occurredAt,
		subscriptionType: 'ticket.propertyChange',
		attemptNumber: 0,
		objectId,
		propertyName: 'hs_pipeline_stage',
		propertyValue: '4',
		changeSource: 'CRM_UI',
		...rest,
	};
}

interface RecordOf {
	properties: Properties;
	readonly contactIds: readonly string[];
}

/** A note, with the value of the property that no other note has. */
export interface Note {
	readonly key: string;
	readonly properties: Properties;
}

/** A workflow with this credential chosen wherever HubSpot is spoken to. */
function withHubSpotCredential(
	workflow: WorkflowDefinition,
	{ id, name, type }: CredentialReference,
): WorkflowDefinition {
	const nodes = workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-base.httpRequest' ? { ...node, credentials: { [type]: { id, name } } } : node,
	);
	return { ...workflow, nodes };
}

/** Imports an example that writes to HubSpot, with a credential for the stand-in; gives its id. */
export async function importForHubSpot(rig: Rig, hubspot: HubSpot, file: string): Promise<string> {
	const token = await rig.client.createCredential(`HubSpot for ${file}`, 'hubspotAppToken', {
		appToken: HUBSPOT_TOKEN,
	});
	const { workflowId } = await importExample(rig, file, {
		settings: { crmUrl: hubspot.url },
		change: (workflow) => withHubSpotCredential(workflow, token),
	});
	return workflowId;
}

/** The steps that ask HubSpot when something is noted on a ticket, and what they ask. */
export const NOTING_STEPS = [
	['Find ticket', '/tickets/search'],
	['Write note', '/notes/batch/upsert'],
	['Put note on ticket', '/associations/default/tickets/'],
] as const;

/**
 * Stands in for the tickets and contacts of HubSpot: `/crm/v3/objects/{tickets|contacts}/{id}`. Tickets can also be searched
 * for by ID, and notes be written and put on them.
 */
export class HubSpot {
	readonly #records = new Map<string, RecordOf>();
	/** By ID. */
	readonly #notes = new Map<string, Note>();
	/** IDs of notes, by ticket. */
	readonly #notesOn = new Map<string, Set<string>>();
	#next = 5_000_001;
	#stub: HttpStub | undefined;
	/** What stands before every answer; a test may hold answers back or replace them. */
	intercept: (request: StubRequest) => Promise<StubAnswer | undefined> | StubAnswer | undefined = () =>
		undefined;

	async start(): Promise<void> {
		this.#stub = await startHttpStub(
			async (request) => (await this.intercept(request)) ?? this.#answer(request),
		);
	}

	async close(): Promise<void> {
		await this.#stub?.close();
	}

	get url(): string {
		return this.#stub?.url ?? '';
	}

	get requests(): readonly StubRequest[] {
		return this.#stub?.requests ?? [];
	}

	/** Adds a contact; gives its id. */
	addContact(properties: Properties): number {
		return this.#add('contacts', properties, []);
	}

	/** Adds a ticket of some contacts, in the stage "closed" of the default pipeline; gives its id. */
	addTicket(...contactIds: readonly number[]): number {
		return this.#add('tickets', { hs_pipeline_stage: '4' }, contactIds.map(String));
	}

	/** What a ticket's properties are now, of those that the workflow writes. */
	written(ticketId: number): UnknownObject {
		const entries = Object.entries(this.#record('tickets', String(ticketId))?.properties ?? {});
		return Object.fromEntries(entries.filter(([name]) => name.startsWith('web_chat_')));
	}

	/** Every note that there is, on a ticket or not. */
	get notes(): readonly Note[] {
		return [...this.#notes.values()];
	}

	/** The notes on a ticket, in the order in which they were put there. */
	notesOn(ticketId: number): readonly Note[] {
		return [...(this.#notesOn.get(String(ticketId)) ?? [])].flatMap((id) => this.#notes.get(id) ?? []);
	}

	/** Changes a ticket, as somebody who works with it does. */
	change(ticketId: number, properties: Properties): void {
		const record = this.#record('tickets', String(ticketId));
		if (record !== undefined) record.properties = { ...record.properties, ...properties };
	}

	#add(type: string, properties: Properties, contactIds: readonly string[]): number {
		this.#next += 1;
		this.#records.set(`${type}/${String(this.#next)}`, { properties, contactIds });
		return this.#next;
	}

	#record(type: string, id: string): RecordOf | undefined {
		return this.#records.get(`${type}/${id}`);
	}

	#answer(request: StubRequest): StubAnswer {
		const { method, path, headers, body } = request;
		if (headers.authorization !== `Bearer ${HUBSPOT_TOKEN}`)
			return failure(401, 'Authentication credentials not found.');
		if (method === 'POST' && path === '/crm/v3/objects/tickets/search') return this.#search(body);
		if (method === 'POST' && path === '/crm/v3/objects/notes/batch/upsert') return this.#writeNote(body);
		if (method === 'PUT') return this.#putOnTicket(path);
		const { pathname, searchParams } = new URL(path, 'http://hubspot.invalid');
		const [, type = '', id = ''] = /^\/crm\/v3\/objects\/(tickets|contacts)\/([^/]+)$/.exec(pathname) ?? [];
		const record = this.#record(type, id);
		if (record === undefined) return failure(404, 'Object not found.');
		if (method === 'PATCH') record.properties = { ...record.properties, ...propertiesOf(body) };
		const asked = (searchParams.get('properties') ?? '').split(',');
		const names = method === 'PATCH' ? Object.keys(propertiesOf(body)) : asked;
		return {
			body: {
				id,
				properties: { hs_object_id: id, ...pick(record.properties, names) },
				archived: false,
				...(searchParams.get('associations') === 'contacts' && record.contactIds.length > 0
					? { associations: { contacts: { results: record.contactIds.map(toAssociation) } } }
					: {}),
			},
		};
	}

	#search(body: unknown): StubAnswer {
		const [group] = asArray(asObject(body, 'search')['filterGroups'], 'filterGroups');
		const [filter] = asArray(asObject(group, 'group')['filters'], 'filters');
		const { propertyName, operator, value } = asObject(filter, 'filter');
		if (propertyName !== 'hs_object_id' || operator !== 'EQ') throw new TypeError('No search by ID');
		const id = String(value);
		const results = this.#record('tickets', id) ? [{ id, properties: { hs_object_id: id } }] : [];
		return { body: { total: results.length, results } };
	}

	/** A note with a key that is there already is changed; any other is new. */
	#writeNote(body: unknown): StubAnswer {
		const results = asArray(asObject(body, 'upsert')['inputs'], 'inputs').map((entry) => {
			const input = asObject(entry, 'input');
			const key = textField(input, 'id', 'input');
			const [known] = [...this.#notes].find(([, note]) => note.key === key) ?? [];
			if (known === undefined) this.#next += 1;
			const id = known ?? String(this.#next);
			const properties = { ...this.#notes.get(id)?.properties, ...propertiesOf(input) };
			this.#notes.set(id, { key, properties });
			return { id, new: known === undefined, properties };
		});
		return { body: { status: 'COMPLETE', results } };
	}

	/** Two records are put together once, however often it is said. */
	#putOnTicket(path: string): StubAnswer {
		const [, noteId = '', ticketId = ''] =
			/^\/crm\/v4\/objects\/notes\/(\d+)\/associations\/default\/tickets\/(\d+)$/.exec(path) ?? [];
		if (!this.#notes.has(noteId) || !this.#record('tickets', ticketId))
			return failure(404, 'Object not found.');
		this.#notesOn.set(ticketId, new Set(this.#notesOn.get(ticketId)).add(noteId));
		return { body: { status: 'COMPLETE', results: [] } };
	}
}

/** One without a value is given as null. */
function pick(properties: Properties, names: readonly string[]): Properties {
	return Object.fromEntries(names.map((name) => [name, properties[name] ?? null]));
}

/** The properties of the body of a change; an empty text clears one. @throws for anything but texts */
function propertiesOf(body: unknown): Properties {
	const properties = isObject(body) ? asObject(body['properties'], 'properties') : {};
	return Object.fromEntries(
		Object.entries(properties).map(([name, value]) => {
			if (typeof value !== 'string') throw new TypeError(`${name} is no text`);
			return [name, value === '' ? null : value];
		}),
	);
}

function toAssociation(id: string): UnknownObject {
	return { id, type: 'ticket_to_contact' };
}

function failure(status: number, message: string): StubAnswer {
	return { status, body: { status: 'error', message, category: 'OBJECT_NOT_FOUND' } };
}
