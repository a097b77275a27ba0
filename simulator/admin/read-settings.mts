import type { Assumptions } from '../assumptions.mts';
import { ASSUMPTION_VALUES } from '../assumptions.mts';
import { badRequest, invalidValue } from '../http/errors.mts';
import type { Reader } from '../http/fields.mts';
import { decimal, flag, integer, isUuid, listOf, object, optional, text } from '../http/fields.mts';
import type { ClientSettings, SettingsChange } from '../settings.mts';
import { defined } from '../views/defined.mts';

const permissionsOrAll: Reader<string[] | 'all'> = (value, name) =>
	value === 'all' ? 'all' : listOf(text())(value, name);

const uuid: Reader<string> = (value, name) => {
	const written = text()(value, name);
	if (!isUuid(written)) throw invalidValue(written, `${name}: UUID`);
	return written;
};

const client = object({
	id: uuid,
	secret: text(),
	name: text(),
	permissions: permissionsOrAll,
	divisions: permissionsOrAll,
	redirectUris: optional(listOf(text())),
});

const millis = optional(integer(0, 400 * 86_400_000));

const settingsRequest = object({
	clients: optional(listOf<ClientSettings>((value, name) => defined(client(value, name)))),
	rateLimit: optional(
		object({
			allowed: optional(integer(1, 1_000_000)),
			windowSeconds: optional(integer(1, 86_400)),
			enabled: optional(flag),
		}),
	),
	foreignCallsPerMinute: optional(integer(0, 100_000)),
	dailyLimit: optional(integer(0, 100_000_000)),
	analyticsLagMs: millis,
	totalHitsError: optional(decimal),
	asyncCloseMs: millis,
	tokenLifeSeconds: optional(integer(1, 172_800)),
	latencyMs: millis,
	clockSkewMs: optional(integer(-400 * 86_400_000, 400 * 86_400_000)),
	assumptions: optional(readAssumptions),
});

function readAssumptions(value: unknown, name: string): Partial<Assumptions> {
	if (typeof value !== 'object' || value === null) throw badRequest(`${name} must be an object.`);
	for (const [key, wanted] of Object.entries(value)) checkAssumption(key, wanted);
	return value;
}

function checkAssumption(key: string, wanted: unknown): void {
	const allowed: readonly unknown[] | undefined = Object.entries(ASSUMPTION_VALUES).find(
		([known]) => known === key,
	)?.[1];
	if (allowed === undefined) throw invalidValue(key, 'assumption', Object.keys(ASSUMPTION_VALUES));
	if (!allowed.includes(wanted)) throw invalidValue(String(wanted), key, allowed.map(String));
}

/** A change of settings from the body of an admin call. @throws ApiError 400 */
export function readSettings(body: unknown): SettingsChange {
	const { rateLimit, ...rest } = settingsRequest(body, 'settings');
	return { ...defined(rest), ...(rateLimit === undefined ? {} : { rateLimit: defined(rateLimit) }) };
}
