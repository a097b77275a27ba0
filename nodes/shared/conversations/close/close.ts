import { RateLimitReached } from '../../platform/failures';
import { settle } from '../settle';
import { CloseAttempt } from './attempt';
import type { CloseOptions } from './options';
import type { CloseRun, ItemShare } from './run';
import type { Subject } from './subject';
import { leftByRateLimit, type Target, type Verdict, type VerdictStatus } from './verdict';

const COUNTED: ReadonlySet<VerdictStatus> = new Set(['closed', 'closing']);

/**
 * Closes something, once and safely. The checks come in this order: not found, not web messaging, already
 * closed, stuck, guards, cap, dry run. Whoever calls this has the turn for the conversation.
 *
 * @param share the share of the cap that the item has which this is a part of
 * @throws ApiFailure when Genesys refuses, Canceled
 */
export async function close(
	run: CloseRun,
	share: ItemShare,
	subject: Subject,
	options: CloseOptions,
): Promise<Verdict> {
	const attempt = async () => await new CloseAttempt(run, share, subject, options).verdict();
	const given = await withinLimit(run, subject.target, attempt, share);
	if (COUNTED.has(given.status)) share.count();
	return given;
}

/**
 * Does something for a target unless the rate limit has ended the run, now or before: what was not attempted can be done
 * later, and what was done keeps its verdict.
 *
 * @param share what has begun is tried all the same: left half done, an agent would be alone
 */
export async function withinLimit<T>(
	run: CloseRun,
	target: Target,
	work: () => Promise<T>,
	share?: ItemShare,
): Promise<T | Verdict> {
	if (run.limitReached && share?.hasBegun !== true) return leftByRateLimit(target, run.limitReached);
	const settled = await settle(work());
	if ('value' in settled) return settled.value;
	if (!(settled.failure instanceof RateLimitReached)) throw settled.failure;
	run.noteLimit(settled.failure);
	return leftByRateLimit(target, settled.failure);
}
