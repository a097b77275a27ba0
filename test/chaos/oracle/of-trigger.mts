import type { Played } from '../play.mts';

/** Whatever else goes on, an event is given once. */
export function ofTrigger({ plan, watched }: Played): string[] {
	if (!watched) return [];
	const { given, must, may, unrest } = watched;
	// Who waits for a token waits with all others, in n8n, which has no end for an answer that goes on and on.
	const waitsForToken = plan.faults.some(
		(fault) =>
			fault.kind === 'drip' &&
			fault.ends !== true &&
			new RegExp(fault.match?.path ?? '').test('/oauth/token'),
	);
	if (waitsForToken) return tooMuch(given, may);
	return [
		...must.filter((key) => !given.includes(key)).map((key) => `The trigger has lost ${key}`),
		...tooMuch(given, may),
		...(unrest === undefined ? [] : [`The trigger does not come to rest: ${unrest}`]),
	];
}

function tooMuch(given: readonly string[], may: readonly string[]): string[] {
	return [
		...given.filter((key, i) => given.indexOf(key) !== i).map((key) => `The trigger gave twice ${key}`),
		...given.filter((key) => !may.includes(key)).map((key) => `The trigger has invented ${key}`),
	];
}
