import type { Stretch } from '../details-list';
import type { Kept } from './event';
import {
	numberIn,
	packed,
	packedStretches,
	packedTime,
	packedVain,
	unpacked,
	unpackedStretches,
	unpackedTime,
	unpackedVain,
	VAIN,
} from './packed';

/** What is known of the open conversations; times are in milliseconds since 1970, by Genesys Cloud's clock. */
export interface Open {
	/** When the watching began: what had become idle before is not given, unless that was asked for. */
	readonly baseline: number;
	/** When the index was last asked for the open ones. */
	readonly listedAt: number;
	/** What is still to be listed, where those are more than there is time for at once. */
	readonly toList: readonly Stretch[];
	readonly entries: ReadonlyMap<string, OpenConversation>;
	/** What was given of conversations that have ended, for as long as they can go on again. */
	readonly past: ReadonlyMap<string, Past>;
}

interface Past {
	/** The last message for which it was given as idle. */
	readonly given: number;
	readonly until: number;
}

export interface OpenConversation {
	/** It cannot be idle before, so it is not read before. */
	readonly notBefore: number;
	/** The last message for which it was given as idle. */
	readonly given: number | undefined;
	/** It has ended, even if the index still lists it. */
	readonly hasEnded: boolean;
	/** The index has listed it since it was last begun to be listed; told of what may be forgotten otherwise. */
	readonly isListed?: boolean;
	/** How long it is tried in vain, in minutes; undefined where it is not. */
	readonly vainFor?: number | undefined;
}

/** Marks in front of times. */
const ENDED = '!';
const LISTED = '+';

export function pack({ baseline, listedAt, toList, entries, past }: Open): Kept {
	return {
		baseline,
		listedAt,
		...(toList.length > 0 && { toList: packedStretches(toList) }),
		open: packed(entries, ({ notBefore, given, hasEnded, isListed, vainFor }) => {
			const isMarked = isListed === true && (hasEnded || vainFor !== undefined);
			const marks = `${hasEnded ? ENDED : ''}${isMarked ? LISTED : ''}`;
			const times = `${packedTime(notBefore)}${given === undefined ? '' : `.${packedTime(given)}`}`;
			return `${marks}${times}${packedVain(vainFor)}`;
		}),
		past: packed(past, ({ given, until }) => `${packedTime(given)}.${packedTime(until)}`),
	};
}

export function unpack(kept: Kept): Open | undefined {
	const [baseline, listedAt] = [numberIn(kept, 'baseline'), numberIn(kept, 'listedAt')];
	if (baseline === undefined || listedAt === undefined) return undefined;
	const entries = unpacked(kept['open'], (text): OpenConversation => {
		const [times = ''] = text.replace(/^\W+/, '').split(VAIN);
		const [notBefore, given] = times.split('.');
		return {
			notBefore: unpackedTime(notBefore) ?? 0,
			given: unpackedTime(given),
			hasEnded: text.includes(ENDED),
			isListed: text.includes(LISTED),
			vainFor: unpackedVain(text),
		};
	});
	const past = unpacked(kept['past'], (text) => {
		const [given, until] = text.split('.').map(unpackedTime);
		return given === undefined || until === undefined ? undefined : { given, until };
	});
	return { baseline, listedAt, toList: unpackedStretches(kept['toList']) ?? [], entries, past };
}
