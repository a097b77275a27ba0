import { randomUUID } from 'node:crypto';

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import * as v from 'valibot';

import type { PollSettings, WorkflowJson } from '../harness/engine.mts';
import { CREDENTIAL_ID, type Workbench } from '../harness/workbench.mts';

export const TRIGGER = 'Genesys Web Messaging Trigger';

const KEPT = v.object({ watching: v.object({ state: v.record(v.string(), v.unknown()) }) });

const EVENT = v.object({ eventId: v.string() });

/** A trigger in a workflow that is active, with what n8n keeps for it. */
export class ActiveTrigger {
	/** What n8n keeps, as it would be saved. */
	kept: IDataObject = {};
	name = TRIGGER;
	private workflowId: string = randomUUID();
	private nodeId = randomUUID();
	private readonly processes = new Map<string, string>();

	constructor(
		private readonly bench: Workbench,
		public parameters: INodeParameters,
	) {}

	/** Polls once; gives the items, or none. */
	async poll(how: PollSettings = {}): Promise<IDataObject[]> {
		const given = await this.bench.engine.poll(this.workflow(), this.name, this.kept, how);
		return (given ?? []).map(({ json }) => json);
	}

	/** n8n is started anew: nothing is left but what it has saved. To this process, it is another workflow then. */
	restart(): void {
		this.workflowId = randomUUID();
		this.kept = structuredClone(this.kept);
	}

	/** Another process of n8n's polls from now on, or one of before again; each knows what it has polled itself. */
	goTo(process: string): void {
		const workflowId = this.processes.get(process) ?? randomUUID();
		this.processes.set(process, workflowId);
		this.workflowId = workflowId;
	}

	/** Another trigger of the same workflow, with the same node ID, as n8n's editor never makes it. */
	twin(name: string, parameters: INodeParameters): ActiveTrigger {
		const twin = new ActiveTrigger(this.bench, parameters);
		twin.name = name;
		twin.workflowId = this.workflowId;
		twin.nodeId = this.nodeId;
		return twin;
	}

	/** It is deleted, and another one is added, which n8n gives the same name. */
	addAgain(): void {
		this.nodeId = randomUUID();
	}

	/** The IDs of the events of a poll. */
	async ids(how: PollSettings = {}): Promise<string[]> {
		return (await this.poll(how)).map((item) => v.parse(EVENT, item).eventId);
	}

	/** What the trigger itself keeps. */
	state(): Readonly<Record<string, unknown>> {
		return v.parse(KEPT, this.kept[`node:${this.name}`]).watching.state;
	}

	private workflow(): WorkflowJson {
		return {
			id: this.workflowId,
			name: 'Test',
			nodes: [
				{
					id: this.nodeId,
					name: this.name,
					type: 'n8n-nodes-genesys-web-messaging.genesysWebMessagingTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: this.parameters,
					credentials: { genesysCloudOAuth2Api: { id: CREDENTIAL_ID, name: 'Simulator' } },
				},
			],
			connections: {},
		};
	}
}

/** A trigger that was just activated. */
export async function activate(bench: Workbench, parameters: INodeParameters): Promise<ActiveTrigger> {
	const trigger = new ActiveTrigger(bench, parameters);
	await trigger.poll();
	return trigger;
}
