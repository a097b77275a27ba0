import type { Random } from './random.mts';

/** How an agent's after-call work is asked for (Queue.acwSettings.wrapupPrompt). */
export type WrapUpPrompt =
	| 'MANDATORY'
	| 'MANDATORY_FORCED_TIMEOUT'
	| 'MANDATORY_TIMEOUT'
	| 'AGENT_REQUESTED'
	| 'OPTIONAL';

/** A division of the organization (GET /api/v2/authorization/divisions). */
export interface Division {
	readonly id: string;
	readonly name: string;
}

/** A queue (GET /api/v2/routing/queues). */
export interface Queue {
	readonly id: string;
	readonly name: string;
	readonly divisionId: string;
	readonly wrapUpPrompt: WrapUpPrompt;
	/** Milliseconds until after-call work ends by itself; used by the two timeout prompts. */
	readonly wrapUpTimeoutMs: number;
	/**
	 * Minutes without a message after which its conversations are disconnected; 0: never, Genesys Cloud's
	 * default.
	 */
	readonly inactivityMinutes: number;
}

/** An agent (GET /api/v2/users). */
export interface User {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly divisionId: string;
}

/** A system that external ids come from (GET /api/v2/externalcontacts/externalsources). */
export interface ExternalSource {
	readonly id: string;
	readonly name: string;
}

/** A customer (GET /api/v2/externalcontacts/contacts/{contactId}). */
export interface Contact {
	readonly id: string;
	readonly type: 'Curated' | 'Ephemeral' | 'Identified';
	readonly firstName: string;
	readonly lastName: string;
	readonly externalIds: readonly { readonly source: ExternalSource; readonly value: string }[];
	readonly emails: readonly string[];
	/** With country code and leading "+". */
	readonly phones: readonly string[];
	/** The contact that this one was merged into. */
	readonly mergedInto?: string;
}

/** A wrap-up code (GET /api/v2/routing/wrapupcodes). */
export interface WrapUpCode {
	readonly id: string;
	readonly name: string;
	readonly divisionId: string;
}

/** What the messenger of a deployment does when the conversation is disconnected from the other side. */
export const MESSENGER_ON_DISCONNECT = ['off', 'ReadOnly', 'Send'] as const;
/** One of {@link MESSENGER_ON_DISCONNECT}. */
export type MessengerOnDisconnect = (typeof MESSENGER_ON_DISCONNECT)[number];

/** A web messaging deployment (GET /api/v2/webdeployments/deployments) with the setting of its messenger. */
export interface Deployment {
	readonly id: string;
	readonly name: string;
	readonly flowId: string;
	readonly configurationId: string;
	readonly onDisconnect: MessengerOnDisconnect;
}

/** What a flow of Architect is for, as far as anything here tells them apart. */
export type FlowType = 'inboundcall' | 'inboundshortmessage';

/** A flow of Architect (GET /api/v2/flows). */
export interface Flow {
	readonly id: string;
	readonly name: string;
	readonly type: FlowType;
	readonly divisionId: string;
}

/** Names something by its id or by itself. */
export type Ref = string | { readonly id: string };

/** The id behind a reference. */
export function idOf(ref: Ref): string {
	return typeof ref === 'string' ? ref : ref.id;
}

/** What `addContact` takes. */
export interface ContactInit {
	readonly id?: string;
	readonly firstName: string;
	readonly lastName?: string;
	readonly type?: Contact['type'];
	readonly externalIds?: readonly { readonly source?: Ref; readonly value: string }[];
	readonly emails?: readonly string[];
	readonly phones?: readonly string[];
	readonly mergedInto?: Ref;
}

/** The parts of an organization that conversations refer to. Adding is all that can be done with most of them. */
export class Directory {
	readonly organization: { readonly id: string; readonly name: string };
	readonly homeDivision: Division;
	readonly divisions = new Map<string, Division>();
	readonly queues = new Map<string, Queue>();
	readonly users = new Map<string, User>();
	readonly externalSources = new Map<string, ExternalSource>();
	readonly contacts = new Map<string, Contact>();
	readonly wrapUpCodes = new Map<string, WrapUpCode>();
	readonly deployments = new Map<string, Deployment>();
	readonly flows = new Map<string, Flow>();
	readonly #random: Random;

	constructor(random: Random) {
		this.#random = random;
		this.organization = { id: random.uuid(), name: 'Example Org' };
		this.homeDivision = this.addDivision({ name: 'Home' });
	}

	/** A division; roles are granted per division. */
	addDivision(init: { id?: string; name: string }): Division {
		return this.#keep(this.divisions, { id: init.id ?? this.#random.uuid(), name: init.name });
	}

	/** A queue; by default in the home division, with mandatory wrap-up and no inactivity timeout. */
	addQueue(init: {
		id?: string;
		name: string;
		divisionId?: string;
		wrapUpPrompt?: WrapUpPrompt;
		wrapUpTimeoutMs?: number;
		inactivityMinutes?: number;
	}): Queue {
		return this.#keep(this.queues, {
			id: init.id ?? this.#random.uuid(),
			name: init.name,
			divisionId: init.divisionId ?? this.homeDivision.id,
			wrapUpPrompt: init.wrapUpPrompt ?? 'MANDATORY',
			wrapUpTimeoutMs: init.wrapUpTimeoutMs ?? 60_000,
			inactivityMinutes: init.inactivityMinutes ?? 0,
		});
	}

	/** An agent; by default with an e-mail address made of the name. */
	addUser(init: { id?: string; name: string; email?: string; divisionId?: string }): User {
		return this.#keep(this.users, {
			id: init.id ?? this.#random.uuid(),
			name: init.name,
			email: init.email ?? `${init.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.com`,
			divisionId: init.divisionId ?? this.homeDivision.id,
		});
	}

	/** A system that external ids come from. */
	addExternalSource(init: { id?: string; name: string }): ExternalSource {
		return this.#keep(this.externalSources, { id: init.id ?? this.#random.uuid(), name: init.name });
	}

	/**
	 * Adds a customer. An external id without a source takes the first one of the organization.
	 * @throws RangeError if an external id has no source, or one that does not exist
	 */
	addContact(init: ContactInit): Contact {
		return this.#keep(this.contacts, {
			id: init.id ?? this.#random.uuid(),
			type: init.type ?? 'Curated',
			firstName: init.firstName,
			lastName: init.lastName ?? '',
			externalIds: (init.externalIds ?? []).map(({ source, value }) => ({
				source: this.#source(source),
				value,
			})),
			emails: init.emails ?? [],
			phones: init.phones ?? [],
			...(init.mergedInto === undefined ? {} : { mergedInto: idOf(init.mergedInto) }),
		});
	}

	/** A wrap-up code; by default in the home division. */
	addWrapUpCode(init: { id?: string; name: string; divisionId?: string }): WrapUpCode {
		return this.#keep(this.wrapUpCodes, {
			id: init.id ?? this.#random.uuid(),
			name: init.name,
			divisionId: init.divisionId ?? this.homeDivision.id,
		});
	}

	/** A flow; by default an inbound message flow in the home division. */
	addFlow(init: { id?: string; name: string; type?: FlowType; divisionId?: string }): Flow {
		return this.#keep(this.flows, {
			id: init.id ?? this.#random.uuid(),
			name: init.name,
			type: init.type ?? 'inboundshortmessage',
			divisionId: init.divisionId ?? this.homeDivision.id,
		});
	}

	/** Adds a deployment, and its flow unless one is named. */
	addDeployment(init: {
		id?: string;
		name: string;
		flow?: Ref;
		onDisconnect?: MessengerOnDisconnect;
	}): Deployment {
		const flow = init.flow ?? this.addFlow({ name: `${init.name} Inbound` });
		return this.#keep(this.deployments, {
			id: init.id ?? this.#random.uuid(),
			name: init.name,
			flowId: idOf(flow),
			configurationId: this.#random.uuid(),
			onDisconnect: init.onDisconnect ?? 'ReadOnly',
		});
	}

	/** Changes what the messenger of a deployment does at the end. @throws RangeError if there is no such deployment */
	setOnDisconnect(deploymentId: string, onDisconnect: MessengerOnDisconnect): void {
		const deployment = this.deployments.get(deploymentId);
		if (deployment === undefined) throw new RangeError(`No deployment ${deploymentId}`);
		this.deployments.set(deploymentId, { ...deployment, onDisconnect });
	}

	/** The deployment that conversations belong to if they name none; made when first asked for. */
	defaultDeployment(): Deployment {
		return this.deployments.values().next().value ?? this.addDeployment({ name: 'Web Messaging' });
	}

	/** The id that survives merges (ExternalContact.canonicalContact): the end of the chain of merges. */
	canonicalContactId(contactId: string): string {
		const passed = new Set<string>();
		let current = contactId;
		for (;;) {
			const next = this.contacts.get(current)?.mergedInto;
			if (next === undefined || passed.has(current)) return current;
			passed.add(current);
			current = next;
		}
	}

	/** The ids of all contacts that are one after merges (ExternalContact.mergeSet), the surviving one included. */
	mergeSetOf(contactId: string): string[] {
		const survivor = this.canonicalContactId(contactId);
		return [...this.contacts.keys()].filter((id) => this.canonicalContactId(id) === survivor);
	}

	#source(ref: Ref | undefined): ExternalSource {
		const source =
			ref === undefined ? this.externalSources.values().next().value : this.externalSources.get(idOf(ref));
		if (source === undefined) throw new RangeError('An external id needs an external source that exists');
		return source;
	}

	#keep<T extends { readonly id: string }>(shelf: Map<string, T>, thing: T): T {
		shelf.set(thing.id, thing);
		return thing;
	}
}
