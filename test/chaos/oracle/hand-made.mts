import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { DEFAULT_ASSUMPTIONS } from '../../../simulator/assumptions.mts';
import type { ConversationHandle, ConversationInit, RecordedRequest } from '../../../simulator/index.mts';
import { World } from '../../../simulator/world/world.mts';
import { openContactCenter, type ContactCenter } from '../../support/contact-center.mts';
import type { Execution } from '../../harness/engine.mts';
import type { Happening, Plan, Step, Watcher } from '../plan.mts';
import type { Call, Played, Run } from '../play.mts';
import { seenNow } from '../seen.mts';

const BEGIN = '2026-09-01T10:00:00.000Z';
const CALL_TAKES_MS = 100;

const SETTINGS: Plan['settings'] = {
	allowed: 300,
	foreignCallsPerMinute: 0,
	asyncCloseMs: 0,
	analyticsLagMs: 0,
	tokenLifeSeconds: 86_399,
	clockSkewMs: 0,
	assumptions: {},
};

/** What a node gives: for each input an item, or a list of them. */
type Given = ReadonlyArray<IDataObject | readonly IDataObject[]>;

/** A run that nobody has played: what the node would have sent, said, and changed is told step by step. */
export class HandMade {
	readonly world = new World({ habits: () => DEFAULT_ASSUMPTIONS });
	readonly center: ContactCenter;
	readonly items: IDataObject[] = [];
	private calls: Call[] = [];
	private from: number;

	constructor(
		private readonly step: Step,
		private readonly happenings: readonly Happening[] = [],
		/** A trigger that polls beside it: any look may be its own. */
		private readonly watcher?: Watcher,
	) {
		this.world.clock.set(BEGIN);
		this.center = openContactCenter(this.world);
		this.from = this.world.now();
	}

	/** A conversation, and an item that names it. */
	chat(init: Partial<ConversationInit> = {}): ConversationHandle {
		const handle = this.center.chat(init);
		this.items.push({ conversationId: handle.id, sessionId: handle.legs[0]?.sessionId ?? '' });
		return handle;
	}

	/** Time goes by before the run begins. */
	begins(afterMs: number): void {
		this.pass(afterMs);
		this.from = this.world.now();
	}

	pass(milliseconds: number): void {
		this.world.clock.advance(milliseconds);
		this.world.catchUp();
	}

	/** A call arrives, and changes something or not. */
	call(
		method: string,
		path: string,
		answer: Partial<RecordedRequest> = {},
		act: () => void = () => undefined,
	): void {
		const record: RecordedRequest = {
			at: this.world.now(),
			method,
			path: `/api/v2${path}`,
			query: {},
			headers: {},
			status: 200,
			token: 'token-1',
			...answer,
		};
		const seen = seenNow(this.world, record);
		this.calls.push({ record, seen, seenAtAnswer: seen, answeredAt: this.calls.length + 1 });
		act();
		this.pass(CALL_TAKES_MS);
	}

	look({ id }: ConversationHandle): void {
		this.call('GET', `/conversations/${id}`);
	}

	/** A close that is accepted, and carried out where it has not ended. */
	close({ id }: ConversationHandle, answer: Partial<RecordedRequest> = {}): void {
		const body = { state: 'disconnected' };
		this.call('PATCH', `/conversations/messages/${id}`, { body, ...answer }, () => {
			this.world.disconnectAll(this.world.conversation(id), 'client', 'peer', 'none');
		});
	}

	/** The same of the session of whoever has that place in the conversation. */
	closeSession({ id, legs }: ConversationHandle, place: number): void {
		const { participantId = '', sessionId = '' } = legs[place] ?? {};
		const path = `/conversations/messages/${id}/participants/${participantId}/communications/${sessionId}`;
		this.call('PATCH', path, { body: { state: 'disconnected' } }, () => {
			const conversation = this.world.conversation(id);
			const leg = conversation.participants.find((one) => one.id === participantId);
			if (leg) this.world.disconnectLeg(conversation, leg, 'client', 'none');
		});
	}

	/** A step that ends the part of whoever has that place in the conversation; with another status, it is not carried out. */
	closeStep({ id, legs }: ConversationHandle, place: number, answer: Partial<RecordedRequest> = {}): void {
		const { participantId = '' } = legs[place] ?? {};
		const path = `/conversations/messages/${id}/participants/${participantId}`;
		this.call('PATCH', path, { status: 202, body: { state: 'disconnected' }, ...answer }, () => {
			const conversation = this.world.conversation(id);
			const leg = conversation.participants.find((one) => one.id === participantId);
			if (leg && answer.status === undefined) this.world.disconnectLeg(conversation, leg, 'client', 'none');
		});
	}

	/** A message goes into a conversation. */
	say({ id }: ConversationHandle, textBody: string): void {
		const conversation = this.world.conversation(id);
		const body = { textBody, externalContactId: conversation.externalContactId };
		this.call('POST', '/conversations/messages/agentless', { body }, () => {
			this.world.writeAgentless(conversation, textBody);
		});
	}

	/** The run has ended, and given this. */
	gives(...given: Given): Played {
		const output = given.flatMap((one, item) =>
			(isList(one) ? one : [one]).map((json) => ({ json, pairedItem: { item } })),
		);
		return this.played(output);
	}

	/** The run has ended with a summary. */
	sums(counts: IDataObject): Played {
		const none = {
			alreadyClosed: 0,
			closed: 0,
			closing: 0,
			failed: 0,
			notAttempted: 0,
			notFound: 0,
			skipped: 0,
		};
		const json = { total: this.items.length, wouldClose: 0, ...none, ...counts };
		return this.played([{ json, pairedItem: this.items.map((_, item) => ({ item })) }]);
	}

	private played(output: INodeExecutionData[]): Played {
		const execution: Execution = {
			status: 'success',
			output: () => output,
			json: () => output.map(({ json }) => json),
			error: () => undefined,
			hints: () => [],
			inFull: () => JSON.stringify(output),
		};
		const run: Run = {
			from: this.from,
			until: this.world.now(),
			executions: [execution],
			hasEnded: true,
			callsAtCancel: undefined,
			calls: this.calls,
		};
		return {
			plan: {
				chats: [],
				step: this.step,
				items: [],
				continueOnFail: true,
				faults: [],
				happenings: this.happenings,
				settings: SETTINGS,
				cancelAt: undefined,
				isRace: false,
				watcher: this.watcher,
			},
			world: this.world,
			items: this.items,
			chaos: run,
			calm: [],
			watched: undefined,
			secrets: [],
		};
	}
}

function isList(given: IDataObject | readonly IDataObject[]): given is readonly IDataObject[] {
	return Array.isArray(given);
}

/** A verdict as the node gives it. */
export function verdict(
	{ id }: Pick<ConversationHandle, 'id'>,
	status: string,
	more: IDataObject = {},
): IDataObject {
	return {
		status,
		closed: ['closed', 'alreadyClosed'].includes(status),
		reason: 'It is as it is.',
		conversationId: id,
		...more,
	};
}
