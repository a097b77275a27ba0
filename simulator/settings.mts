import * as v from 'valibot';
import { DAY_MS } from './durations.mts';
import { ASSUMPTIONS } from './assumptions.mts';
import { decimal, flag, integer, listOf, object, text, uuid } from './http/fields.mts';

const namesOrAll = v.union([v.literal('all'), v.array(text())]);

const client = object({
	id: uuid,
	secret: text(),
	name: text(),
	/** Permissions of its roles, such as `conversation:communication:view`. */
	permissions: namesOrAll,
	/** Ids of the divisions its roles are granted for. */
	divisions: namesOrAll,
	/**
	 * Where the authorization code grant may send the browser back to; any loopback or https address if absent.
	 */
	redirectUris: v.exactOptional(listOf(text())),
});

/** An OAuth client of the organization (Admin > Integrations > OAuth). */
export type ClientSettings = Readonly<v.InferOutput<typeof client>>;

/**
 * The OAuth client that every simulator knows unless its settings say otherwise: all permissions, all
 * divisions.
 */
export const DEFAULT_CLIENT: ClientSettings = {
	id: '5f2d3c1b-0a9e-4b8d-8f7e-6a5b4c3d2e1f',
	secret: 'simulated-secret-not-for-production',
	name: 'n8n',
	permissions: 'all',
	divisions: 'all',
};

const millis = integer(0, 400 * DAY_MS);

/** Everything about a simulator that can be set while it runs, with what it starts with. */
export const SETTINGS = object({
	clients: v.exactOptional(listOf(client), [DEFAULT_CLIENT]),
	/** The rate limit of one token: a window that its first call opens. */
	rateLimit: v.exactOptional(
		object({
			allowed: v.exactOptional(integer(1, 1_000_000), 300),
			windowSeconds: v.exactOptional(integer(1, 86_400), 60),
			/** What the reset header says as the window opens; one second more than the window lasts if absent. */
			resetAtStart: v.exactOptional(integer(0, 86_400)),
			enabled: v.exactOptional(flag, true),
		}),
		{},
	),
	/** Calls that others make with the same token, a minute, evenly spread. */
	foreignCallsPerMinute: v.exactOptional(integer(0, 100_000), 0),
	/** Calls that a token may make in 24 hours from its first; 0 means no daily limit. */
	dailyLimit: v.exactOptional(integer(0, 100_000_000), 0),
	/** Milliseconds by which the analytics index is behind the live state. */
	analyticsLagMs: v.exactOptional(millis, 0),
	/** Milliseconds by which it may be further behind, for one conversation more than for another. */
	analyticsLagSpreadMs: v.exactOptional(millis, 0),
	/** Largest share by which `totalHits` of the details query is off once there are fifty hits or more. */
	totalHitsError: v.exactOptional(decimal, 0.02),
	/** Milliseconds between a 202 and its effect. */
	asyncCloseMs: v.exactOptional(millis, 0),
	/** Life of an access token in seconds. */
	tokenLifeSeconds: v.exactOptional(integer(1, 172_800), 86_399),
	/** Milliseconds that every answer takes longer. */
	latencyMs: v.exactOptional(millis, 0),
	/** Milliseconds by which the simulated platform's clock is ahead of the caller's. */
	clockSkewMs: v.exactOptional(integer(-400 * DAY_MS, 400 * DAY_MS), 0),
	assumptions: v.exactOptional(ASSUMPTIONS, {}),
});

/** All settings of a simulator. */
export type Settings = Readonly<v.InferOutput<typeof SETTINGS>>;

/** A change of settings: what it does not name stays, within the rate limit and the assumptions too. */
export type SettingsChange = Readonly<v.InferInput<typeof SETTINGS>>;

/** The settings of a simulator that was started without any. */
export const DEFAULT_SETTINGS: Settings = v.parse(SETTINGS, {});

/** The settings after a change. */
export function changed(settings: Settings, change: SettingsChange): Settings {
	return {
		...settings,
		...change,
		rateLimit: { ...settings.rateLimit, ...change.rateLimit },
		assumptions: { ...settings.assumptions, ...change.assumptions },
	};
}
