import { isRecord } from '../../platform/fields';
import { isId, isUuid } from '../../platform/ids';
import type { Stretch } from '../details-list';
import type { Kept } from './event';

// What is remembered of thousands of conversations is kept in a few letters each: a UUID in 22 instead of 36, a time in
// milliseconds in 8 instead of 24.

/** Stands before an ID that is no UUID; no packed one begins with it. */
const AS_IT_IS = ':';
const BASE = 36;
/** Stands between times and how long something is tried in vain. */
export const VAIN = '?';
/** Stand behind the times of a stretch. */
const UNORDERED = '*';
const ESTIMATED = '~';
const MARKS = /[*~]+$/;

/** Some things by the ID of a conversation, ready to be kept. */
export function packed<T>(
	things: ReadonlyMap<string, T>,
	pack: (thing: T) => string,
): Record<string, string> {
	return Object.fromEntries([...things].map(([id, thing]) => [packedId(id), pack(thing)]));
}

/** Reads what {@link packed} has made; what cannot be read is left out. */
export function unpacked<T>(kept: unknown, unpack: (text: string) => T | undefined): Map<string, T> {
	const things = new Map<string, T>();
	for (const [id, text] of textsIn(kept)) {
		const thing = unpack(text);
		const unpackedAs = unpackedId(id);
		if (thing !== undefined && isId(unpackedAs)) things.set(unpackedAs, thing);
	}
	return things;
}

/** What is kept under each name. Whoever keeps it may let others change it. */
function textsIn(kept: unknown): Array<[name: string, text: string]> {
	return Object.entries(isRecord(kept) ? kept : {}).flatMap(([name, text]) =>
		typeof text === 'string' ? [[name, text]] : [],
	);
}

/** A time in a few letters; none in no letter at all. */
export function packedTime(time: number | undefined): string {
	return time === undefined ? '' : Math.round(time).toString(BASE);
}

export function unpackedTime(text: string | undefined): number | undefined {
	return text !== undefined && /^[0-9a-z]{1,9}$/.test(text) ? parseInt(text, BASE) : undefined;
}

/** What of a list is still to be read, in order. */
export function packedStretches(stretches: readonly Stretch[]): Record<string, string> {
	return Object.fromEntries(
		stretches.map(({ from, to, page, isUnordered, isEstimated }, i) => {
			const marks = `${isUnordered ? UNORDERED : ''}${isEstimated ? ESTIMATED : ''}`;
			return [i, `${[from, to, page].map(packedTime).join('.')}${marks}`];
		}),
	);
}

/** Reads what {@link packedStretches} has made; undefined for nothing. */
export function unpackedStretches(kept: unknown): readonly Stretch[] | undefined {
	const stretches = textsIn(kept).flatMap(([, text]): Stretch[] => {
		const [from, to, page] = text.replace(MARKS, '').split('.').map(unpackedTime);
		if (from === undefined || to === undefined) return [];
		const [isUnordered, isEstimated] = [text.includes(UNORDERED), text.includes(ESTIMATED)];
		return [
			{
				from,
				to,
				...(page !== undefined && { page }),
				...(isUnordered && { isUnordered }),
				...(isEstimated && { isEstimated }),
			},
		];
	});
	return stretches.length > 0 ? stretches : undefined;
}

/** How long something is tried in vain, in minutes, to stand behind times; nothing where it is not. */
export function packedVain(minutes: number | undefined): string {
	return minutes === undefined ? '' : `${VAIN}${minutes.toString(BASE)}`;
}

export function unpackedVain(text: string): number | undefined {
	const [, minutes] = text.split(VAIN);
	return unpackedTime(minutes);
}

/** A number that was kept as it is. */
export function numberIn(kept: Kept, name: string): number | undefined {
	const value = kept[name];
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function packedId(id: string): string {
	return isUuid(id) ? Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url') : `${AS_IT_IS}${id}`;
}

function unpackedId(text: string): string {
	if (text.startsWith(AS_IT_IS)) return text.slice(AS_IT_IS.length);
	const hex = Buffer.from(text, 'base64url').toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
