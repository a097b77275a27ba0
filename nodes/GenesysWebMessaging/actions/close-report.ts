import type { IDataObject } from 'n8n-workflow';

import { inALine } from '../../shared/platform/words';
import type { GoodbyeOutcome, VerdictStatus } from '../../shared/conversations/close/verdict';

/** What a line of the report is about. */
interface Outcome {
	readonly status: VerdictStatus | 'failed';
	readonly reason: string;
	/** The customer or participant, or an ID where no name is known. */
	readonly who: string;
	/** What came of the goodbye, where one was wanted. */
	readonly goodbye?: GoodbyeOutcome | undefined;
	/** It is closed, and there is more to say than that. */
	readonly hasMore?: true | undefined;
}

/** How each outcome is told after its count: what a guard has seen, or could not judge, stands in the line about the item. */
const OUTCOMES: Readonly<Record<Outcome['status'], string>> = {
	closed: 'closed',
	wouldClose: 'would be closed',
	closing: 'closing, but not confirmed',
	alreadyClosed: 'had already ended',
	skippedAgentConnected: 'skipped because of who is connected',
	skippedRecentMessage: 'skipped because of the last message',
	skippedNotWebMessaging: 'skipped (not web messaging)',
	stuck: 'skipped (stuck)',
	notFound: 'not found',
	notAttempted: 'not attempted',
	failed: 'failed',
};
/** What is told behind the count of those that were closed. */
const GOODBYES: ReadonlyArray<readonly [GoodbyeOutcome, string]> = [
	['notTold', 'without the goodbye'],
	['elsewhere', 'with the goodbye in another conversation'],
	['unknown', 'where nobody knows whether the goodbye was sent'],
];
const STATUSES = Object.keys(OUTCOMES) as ReadonlyArray<Outcome['status']>;
const SKIPPED: ReadonlyArray<Outcome['status']> = [
	'skippedAgentConnected',
	'skippedRecentMessage',
	'skippedNotWebMessaging',
	'stuck',
];

/** A chat tool takes a text of a few thousand characters; beyond this many lines only their number is told. */
const MOST_LINES = 50;

/** Customers choose their names themselves, and a chat tool takes what stands in angle brackets for a mention or a link. */
function harmless(text: string): string {
	return text.replace(/\s+/g, ' ').replaceAll('<', '‹').replaceAll('>', '›');
}

/** What the run needed. */
interface Spent {
	readonly requests: number;
	readonly waitedSeconds: number;
}

/** What a run that closes has done, for the people who want to know. */
export class CloseReport {
	private readonly counted = new Map<Outcome['status'], number>();
	private readonly goodbyes = new Map<GoodbyeOutcome, number>();
	/** What the text says of the items that were not simply closed; nothing where there is no text, so that a long run keeps nothing. */
	private readonly lines = new Map<number, string[]>();

	/** @param isSummary it is given as one item, in place of the verdicts */
	constructor(readonly isSummary: boolean) {}

	/** Notes an outcome of an input item. Items are worked on side by side, and told in their order. */
	add(item: number, { status, reason, who, goodbye = 'told', hasMore }: Outcome): void {
		this.counted.set(status, this.count(status) + 1);
		if (status === 'closed') this.goodbyes.set(goodbye, (this.goodbyes.get(goodbye) ?? 0) + 1);
		if (!this.isSummary || (status === 'closed' && goodbye === 'told' && !hasMore)) return;
		const name = inALine(who) ?? 'Unnamed';
		const line = harmless(`• ${reason.startsWith(`${name} (`) ? reason : `${name}: ${reason}`}`);
		this.lines.set(item, [...(this.lines.get(item) ?? []), line]);
	}

	/** Whether something was closed, or may have been. */
	get hasClosed(): boolean {
		return this.count('closed', 'closing') > 0;
	}

	/** How many came out how, in a line; undefined where there is no verdict. */
	counts(): string | undefined {
		return this.count('failed') === this.total ? undefined : this.told();
	}

	/** The whole run as one item. `text` can be posted as it is. */
	summary({ requests, waitedSeconds }: Spent): IDataObject {
		return {
			total: this.total,
			closed: this.count('closed'),
			alreadyClosed: this.count('alreadyClosed'),
			closing: this.count('closing'),
			wouldClose: this.count('wouldClose'),
			skipped: this.count(...SKIPPED),
			notFound: this.count('notFound'),
			notAttempted: this.count('notAttempted'),
			failed: this.count('failed'),
			requests,
			waitedSeconds,
			text: this.text(),
		};
	}

	/** Counts first, then a line for each that was not simply closed. */
	private text(): string {
		const lines = [...this.lines].sort(([one], [other]) => one - other).flatMap(([, ofItem]) => ofItem);
		const more = lines.length - MOST_LINES;
		const isDry = this.count('wouldClose') > 0 && !this.hasClosed;
		return [
			`${isDry ? 'Dry run: ' : ''}${this.told() || 'Nothing to close'}.`,
			...lines.slice(0, MOST_LINES),
			...(more > 0 ? [`… and ${more} more`] : []),
		].join('\n');
	}

	private told(): string {
		return STATUSES.flatMap((status) => {
			const count = this.count(status);
			const note = status === 'closed' ? this.aboutGoodbyes() : '';
			return count === 0 ? [] : [`${count} ${OUTCOMES[status]}${note}`];
		}).join(', ');
	}

	private aboutGoodbyes(): string {
		const notes = GOODBYES.flatMap(([outcome, how]) => {
			const count = this.goodbyes.get(outcome);
			return count === undefined ? [] : [`${count} ${how}`];
		});
		return notes.length > 0 ? ` (${notes.join(', ')})` : '';
	}

	private get total(): number {
		return this.count(...STATUSES);
	}

	private count(...statuses: ReadonlyArray<Outcome['status']>): number {
		return statuses.reduce((sum, status) => sum + (this.counted.get(status) ?? 0), 0);
	}
}
