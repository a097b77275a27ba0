import { ApiError, invalidValue } from '../http/errors.mts';
import type { Call } from '../http/operation.mts';
import type { WrapUp } from '../world/model.mts';

/** What a body says about a wrap-up, once its types were checked. */
export interface WrapUpInput {
	readonly code?: string | undefined;
	readonly notes?: string | undefined;
	readonly tags?: string[] | undefined;
	readonly durationSeconds?: number | undefined;
}

/**
 * A wrap-up as the world keeps it.
 * @throws ApiError 400 without a code, and (unverified) with one that the organization does not have
 */
export function readWrapUp({ world, assumptions }: Call, input: WrapUpInput): WrapUp {
	const { code, notes, tags, durationSeconds } = input;
	if (code === undefined || code.trim() === '') {
		throw new ApiError(
			400,
			'conversation.error.wrapup.code.required',
			'Wrapup code is a required field and cannot be empty.',
		);
	}
	const known = world.directory.wrapUpCodes.get(code);
	if (known === undefined && assumptions.unknownWrapUpCode === 400) throw invalidValue(code, 'wrapup code');
	return {
		code,
		at: world.now(),
		...(known === undefined ? {} : { name: known.name }),
		...(notes === undefined ? {} : { notes }),
		...(tags === undefined ? {} : { tags }),
		...(durationSeconds === undefined ? {} : { durationSeconds }),
	};
}
