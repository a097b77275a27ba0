import type { Fault } from '../../../simulator/index.mts';
import type { Played } from '../play.mts';

/** Whatever else goes on, an event is given once. */
export function ofTrigger({ plan, watched }: Played): string[] {
	if (!watched) return [];
	const { given, must, may, unrest } = watched;
	if (plan.faults.some(keepsFromToken)) return tooMuch(given, may);
	return [
		...must.filter((key) => !given.includes(key)).map((key) => `The trigger has lost ${key}`),
		...tooMuch(given, may),
		...(unrest === undefined ? [] : [`The trigger does not come to rest: ${unrest}`]),
	];
}

/**
 * Whether n8n may be left without a token for good. Who waits for one waits with all others, and n8n has no end for an answer that
 * goes on and on. And a token that is a list or an object is another one to n8n whenever it compares it with itself, so that it
 * takes it for renewed by somebody else.
 */
function keepsFromToken(fault: Fault): boolean {
	if (!new RegExp(fault.match?.path ?? '').test('/oauth/token')) return false;
	if (fault.kind === 'drip') return fault.ends !== true;
	return fault.kind === 'oddValue' && typeof fault.value === 'object' && fault.value !== null;
}

function tooMuch(given: readonly string[], may: readonly string[]): string[] {
	return [
		...given.filter((key, i) => given.indexOf(key) !== i).map((key) => `The trigger gave twice ${key}`),
		...given.filter((key) => !may.includes(key)).map((key) => `The trigger has invented ${key}`),
	];
}
