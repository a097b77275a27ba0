import { ApiError, invalidValue, notAUser } from '../http/errors.mts';
import type { Read } from '../http/fields.mts';
import { dateTime, flag, integer, listOf, object, optional, text } from '../http/fields.mts';
import type { Call } from '../http/operation.mts';
import type { WrapUp } from '../world/model.mts';

/** The WrapupInput model as a body, or as a part of one. */
export const wrapUpInput = object({
	code: optional(text({ blank: true, max: 200 })),
	name: optional(text({ blank: true })),
	notes: optional(text({ blank: true, max: 4000 })),
	tags: optional(listOf(text())),
	durationSeconds: optional(integer(0, 1_000_000)),
	endTime: optional(dateTime),
	provisional: optional(flag),
	disableEndTimeUpdates: optional(flag),
});

/**
 * A wrap-up as the world keeps it.
 * @throws ApiError 400 without a code, and (unverified) with one that the organization does not have, or for a token
 * without a user
 */
export function readWrapUp({ world, assumptions, token }: Call, input: Read<typeof wrapUpInput>): WrapUp {
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
	if (token.userId === undefined && !assumptions.wrapUpByClientCredentials) throw notAUser();
	return {
		code,
		at: world.now(),
		...(known === undefined ? {} : { name: known.name }),
		...(notes === undefined ? {} : { notes }),
		...(tags === undefined ? {} : { tags }),
		...(durationSeconds === undefined ? {} : { durationSeconds }),
	};
}
