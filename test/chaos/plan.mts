import type { INodeParameters } from 'n8n-workflow';

import type { EventType } from '../../nodes/shared/conversations/watch/event.ts';
import type { Fault, Stage } from '../../simulator/index.mts';

/** One run of the node: what there is, what is asked for, and all that goes wrong meanwhile. Plain data, so that it can be shrunk. */
export interface Plan {
	readonly chats: readonly Chat[];
	readonly step: Step;
	readonly items: readonly Item[];
	readonly continueOnFail: boolean;
	readonly faults: readonly Fault[];
	readonly happenings: readonly Happening[];
	readonly settings: Settings;
	/** Somebody presses Stop as this call arrives. */
	readonly cancelAt: number | undefined;
	/** The same step runs twice at the same time. */
	readonly isRace: boolean;
	/** A trigger beside it. */
	readonly watcher: Watcher | undefined;
}

/** A trigger in another workflow, with the same credential. */
export interface Watcher {
	readonly event: EventType;
	/** It polls as these calls arrive. */
	readonly pollsAt: readonly number[];
	/** After the run, n8n is started anew with what it has saved: with every poll, or only with those that gave something. */
	readonly restart: 'none' | 'saved' | 'savedWithEvents';
	readonly overlapMinutes: number;
	/** What goes on when the run is over, while it polls. */
	readonly story: readonly Scene[];
}

/** What somebody does after so many polls. */
export interface Scene extends Pick<Happening, 'chat' | 'what'> {
	readonly afterPolls: number;
}

/** How often it polls when the run is over. */
export const BETWEEN_POLLS_MS = 15_000;

/** A conversation that there is when the run begins. */
export interface Chat {
	readonly stage: Stage;
	/** Two with the same number are of one customer; without one, Genesys Cloud does not know who it is. */
	readonly contact: number | undefined;
	readonly channel: 'webmessaging' | 'whatsapp' | 'call';
	/** How long ago somebody wrote last. */
	readonly silentMinutes: number;
	/** A voice call goes on beside it. */
	readonly hasCall: boolean;
}

/** What the node does. */
export interface Step {
	readonly resource: string;
	readonly operation: string;
	readonly parameters: INodeParameters;
}

/** What an input item names. */
export type Item =
	| { readonly kind: 'chat'; readonly chat: number }
	| { readonly kind: 'nobody' | 'notFound' | 'nothing' | 'junk' };

/** What somebody does as a call arrives, before it is carried out. */
export interface Happening {
	/** Counted from 0. */
	readonly at: number;
	/** Among which calls: all of the run, or those that read the chat, or that change something in it. */
	readonly of: 'calls' | 'reads' | 'writes';
	readonly chat: number;
	readonly what: Move | Hitch;
}

/** The next calls about the chat run into something. */
export interface Hitch {
	/** Which ones it hits is told by the chat. */
	readonly fault: Fault;
	readonly hits: 'reads' | 'writes';
}

export type Move = (typeof MOVES)[number];

export interface Settings {
	readonly allowed: number;
	readonly foreignCallsPerMinute: number;
	readonly asyncCloseMs: number;
	readonly analyticsLagMs: number;
	readonly tokenLifeSeconds: number;
	readonly clockSkewMs: number;
	readonly assumptions: Readonly<Record<string, boolean | number | string>>;
}

/** What somebody can do. */
export const MOVES = [
	'agentAnswers',
	'agentCalls',
	'agentLeaves',
	'agentWrites',
	'customerLeaves',
	'customerReturns',
	'customerWrites',
	'ends',
	'reopens',
	'starts',
	'transferred',
	'clockJumps',
] as const;

/** All that may go wrong with calls. */
export function faultsOf({ faults, happenings }: Plan): Fault[] {
	return [...faults, ...happenings.flatMap(({ what }) => (typeof what === 'string' ? [] : [what.fault]))];
}

/** Whether an odd answer has put in a word as it stands, so that it is the server's. */
export function isMadeUp(word: string, plan: Plan): boolean {
	return faultsOf(plan).some(
		(fault) => fault.kind === 'oddValue' && 'value' in fault && String(fault.value) === word,
	);
}
