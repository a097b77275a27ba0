import type { GenericSchema } from 'valibot';
import type { Assumptions } from '../assumptions.mts';
import type { ClientSettings } from '../settings.mts';
import type { Simulation } from '../simulation.mts';
import type { World } from '../world/world.mts';
import type { ApiError } from './errors.mts';
import type { WholeFault } from './fault-kinds.mts';
import { badRequest, missingAnyPermission, missingPermissions, notAUser, usualError } from './errors.mts';
import type { Read } from './fields.mts';
import { isMessageId, isUuid, read } from './fields.mts';
import type { Token } from './tokens.mts';

/** The permissions that an operation asks for (x-inin-requires-permissions of its definition). */
export type Need = { readonly any: readonly string[] } | { readonly all: readonly string[] };

/** A call that was let in: who calls, and with what. */
export interface Call {
	readonly simulation: Simulation;
	readonly world: World;
	readonly assumptions: Assumptions;
	readonly client: ClientSettings;
	readonly token: Token;
	readonly query: URLSearchParams;
	/** Parsed JSON; undefined without a body. */
	readonly body: unknown;
	/** Whether the call says that it brings JSON, be there a body or not. */
	readonly isJson: boolean;
	/** The value of a parameter in the path, such as `conversationId`. */
	readonly param: (name: string) => string;
}

/** What an operation answers; without `body` the answer has none. */
export interface Answer {
	readonly status: number;
	readonly body?: unknown;
}

/** One operation of the Platform API. */
export interface Operation {
	readonly method: 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';
	/** As documented, such as `/api/v2/conversations/{conversationId}`. */
	readonly path: string;
	readonly needs?: Need;
	/** A resource of the signed-in user, or what only one can do: not for client credentials. */
	readonly userOnly?: boolean;
	/** Carries the call out. @throws ApiError to refuse it */
	answer(call: Call): Answer;
}

/** 200 with a body. */
export function ok(body: unknown): Answer {
	return { status: 200, body };
}

/** Reads the body by its model. */
export function bodyOf<S extends GenericSchema>(call: Call, model: S): Read<S> {
	if (call.body === undefined) throw badRequest('The request has no body.');
	return read(model, call.body, 'body');
}

/** The permission that a fault takes away. */
export function withheldBy(fault: WholeFault | undefined): string | undefined {
	return fault?.kind === 'missingPermission' ? fault.permission : undefined;
}

/**
 * Refuses a client that lacks the permissions, naming them.
 * @param withheld a permission that it is taken to lack, and so all others that would do in its place
 */
export function checkPermissions(client: ClientSettings, need: Need | undefined, withheld?: string): void {
	if (need === undefined) return;
	if (withheld !== undefined && permissionsOf(need).includes(withheld)) {
		throw 'any' in need ? missingAnyPermission(need.any) : missingPermissions([withheld]);
	}
	if (client.permissions === 'all') return;
	const held = new Set(client.permissions);
	if ('any' in need) {
		if (!need.any.some((permission) => held.has(permission))) throw missingAnyPermission(need.any);
		return;
	}
	const missing = need.all.filter((permission) => !held.has(permission));
	if (missing.length > 0) throw missingPermissions(missing);
}

/** Refuses a call without a user on a resource of the signed-in user. */
export function checkUserContext(token: Token, operation: Operation): void {
	if (operation.userOnly === true && token.userId === undefined) throw notAUser();
}

/** Refuses path ids that are not UUIDs. */
export function checkPathIds(params: ReadonlyMap<string, string>, malformedId: 400 | 404): void {
	for (const [name, value] of params) {
		const isWellFormed = name === 'messageId' ? isMessageId : isUuid;
		if (name.endsWith('Id') && !isWellFormed(value)) throw malformed(name, value, malformedId);
	}
}

function malformed(name: string, value: string, status: 400 | 404): ApiError {
	if (status === 404) return usualError(404);
	return badRequest(`${name} "${value.slice(0, 100)}" is not a valid UUID.`);
}

/** Whether the client's roles reach one of these divisions. */
export function seesDivision(client: ClientSettings, divisionIds: readonly string[]): boolean {
	const { divisions } = client;
	return divisions === 'all' || divisionIds.some((id) => divisions.includes(id));
}

/** The permissions of a need, in one list. */
export function permissionsOf(need: Need): readonly string[] {
	return 'any' in need ? need.any : need.all;
}
