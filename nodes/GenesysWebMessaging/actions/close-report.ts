import type { IDataObject } from 'n8n-workflow';

import { inALine } from '../../shared/conversations/people';
import type { VerdictStatus } from '../../shared/conversations/close/verdict';

/** What a line of the report is about. */
export interface Entry {
	readonly status: VerdictStatus | 'failed';
	readonly reason: string;
	/** The customer or participant, or an ID where no name is known. */
	readonly who: string;
	/** The customer had to be connected as well for it to be skipped. */
	readonly needsCustomer?: boolean;
}

/** How each outcome is told after its count. */
const OUTCOMES: Readonly<Record<Entry['status'], string>> = {
	closed: 'closed',
	wouldClose: 'would be closed',
	closing: 'closing, but not confirmed',
	alreadyClosed: 'had already ended',
	skippedAgentConnected: 'skipped because an agent is connected',
	skippedRecentMessage: 'skipped because of a recent message',
	skippedNotWebMessaging: 'skipped (not web messaging)',
	stuck: 'skipped (stuck)',
	notFound: 'not found',
	notAttempted: 'not attempted',
	failed: 'failed',
};
const SKIPPED_FOR_BOTH = 'skipped because an agent and the customer are connected';
const STATUSES = Object.keys(OUTCOMES) as ReadonlyArray<Entry['status']>;
const SKIPPED: ReadonlySet<Entry['status']> = new Set([
	'skippedAgentConnected',
	'skippedRecentMessage',
	'skippedNotWebMessaging',
	'stuck',
]);

/** A chat tool takes a text of a few thousand characters; beyond this many lines only their number is told. */
const MOST_LINES = 50;

/** Customers choose their names themselves, and a chat tool takes what stands in angle brackets for a mention or a link. */
function harmless(text: string): string {
	return text.replace(/\s+/g, ' ').replaceAll('<', '‹').replaceAll('>', '›');
}

/** What the run needed. */
export interface Effort {
	readonly requests: number;
	readonly waitedSeconds: number;
}

/** What a run that closes has done, for the people who want to know. */
export class CloseReport {
	private readonly ofItems = new Map<number, Entry[]>();

	/** @param isSummary it is given as one item, in place of the verdicts */
	constructor(readonly isSummary: boolean) {}

	/** Notes an outcome of an input item. Items are worked on side by side, and told in their order. */
	add(item: number, entry: Entry): void {
		this.ofItems.set(item, [...(this.ofItems.get(item) ?? []), entry]);
	}

	/** Whether something was closed, or may have been. */
	get hasClosed(): boolean {
		return this.entries.some(({ status }) => status === 'closed' || status === 'closing');
	}

	/** How many came out how, in a line; undefined where there is no verdict. */
	counts(): string | undefined {
		if (this.entries.every(({ status }) => status === 'failed')) return undefined;
		return this.told();
	}

	/** The whole run as one item. `text` can be posted as it is. */
	summary({ requests, waitedSeconds }: Effort): IDataObject {
		const of = (status: Entry['status']) => this.count((entry) => entry.status === status);
		return {
			total: this.entries.length,
			closed: of('closed'),
			alreadyClosed: of('alreadyClosed'),
			closing: of('closing'),
			wouldClose: of('wouldClose'),
			skipped: this.count(({ status }) => SKIPPED.has(status)),
			notFound: of('notFound'),
			notAttempted: of('notAttempted'),
			failed: of('failed'),
			requests,
			waitedSeconds,
			text: this.text(),
		};
	}

	/** Counts first, then a line for each that was not simply closed. */
	private text(): string {
		const lines = this.entries
			.filter(({ status }) => status !== 'closed')
			.map(({ who, reason }) => harmless(`• ${inALine(who) ?? 'Unnamed'}: ${reason}`));
		const more = lines.length - MOST_LINES;
		return [
			`${this.told() || 'Nothing to close'}.`,
			...lines.slice(0, MOST_LINES),
			...(more > 0 ? [`… and ${more} more`] : []),
		].join('\n');
	}

	private told(): string {
		return STATUSES.flatMap((status) => {
			const all = this.entries.filter((entry) => entry.status === status);
			const isOfBoth = status === 'skippedAgentConnected' && all.some(({ needsCustomer }) => needsCustomer);
			return all.length === 0 ? [] : [`${all.length} ${isOfBoth ? SKIPPED_FOR_BOTH : OUTCOMES[status]}`];
		}).join(', ');
	}

	private get entries(): Entry[] {
		return [...this.ofItems].sort(([one], [other]) => one - other).flatMap(([, entries]) => entries);
	}

	private count(isMeant: (entry: Entry) => boolean): number {
		return this.entries.filter(isMeant).length;
	}
}
