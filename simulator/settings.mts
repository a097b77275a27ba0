import type { Assumptions } from './assumptions.mts';
import { DEFAULT_ASSUMPTIONS } from './assumptions.mts';

/** An OAuth client of the organization (Admin > Integrations > OAuth). */
export interface ClientSettings {
	/** A UUID. */
	readonly id: string;
	readonly secret: string;
	readonly name: string;
	/** Permissions of its roles, such as `conversation:communication:view`. */
	readonly permissions: readonly string[] | 'all';
	/** Ids of the divisions its roles are granted for. */
	readonly divisions: readonly string[] | 'all';
	/**
	 * Where the authorization code grant may send the browser back to; any loopback or https address if absent.
	 */
	readonly redirectUris?: readonly string[];
}

/** The rate limit of one token: a window that its first call opens. */
export interface RateLimitSettings {
	readonly allowed: number;
	readonly windowSeconds: number;
	readonly enabled: boolean;
}

/** Everything about a simulator that can be set while it runs. */
export interface Settings {
	readonly clients: readonly ClientSettings[];
	readonly rateLimit: RateLimitSettings;
	/** Calls that others make with the same token, a minute, evenly spread. */
	readonly foreignCallsPerMinute: number;
	/** Calls that a token may make in 24 hours from its first; 0 means no daily limit. */
	readonly dailyLimit: number;
	/** Milliseconds by which the analytics index is behind the live state. */
	readonly analyticsLagMs: number;
	/** Largest share by which `totalHits` of the details query is off once there are fifty hits or more. */
	readonly totalHitsError: number;
	/** Milliseconds between a 202 and its effect. */
	readonly asyncCloseMs: number;
	/** Life of an access token in seconds. */
	readonly tokenLifeSeconds: number;
	/** Milliseconds that every answer takes longer. */
	readonly latencyMs: number;
	/** Milliseconds by which the simulated platform's clock is ahead of the caller's. */
	readonly clockSkewMs: number;
	readonly assumptions: Assumptions;
}

/** A change of settings: what it does not name stays, within the rate limit and the assumptions too. */
export type SettingsChange = Partial<Omit<Settings, 'assumptions' | 'rateLimit'>> & {
	readonly rateLimit?: Partial<RateLimitSettings>;
	readonly assumptions?: Partial<Assumptions>;
};

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

/** The settings of a simulator that was started without any. */
export const DEFAULT_SETTINGS: Settings = {
	clients: [DEFAULT_CLIENT],
	rateLimit: { allowed: 300, windowSeconds: 60, enabled: true },
	foreignCallsPerMinute: 0,
	dailyLimit: 0,
	analyticsLagMs: 0,
	totalHitsError: 0.02,
	asyncCloseMs: 0,
	tokenLifeSeconds: 86_399,
	latencyMs: 0,
	clockSkewMs: 0,
	assumptions: DEFAULT_ASSUMPTIONS,
};

/** The settings after a change. */
export function changed(settings: Settings, change: SettingsChange): Settings {
	return {
		...settings,
		...change,
		rateLimit: { ...settings.rateLimit, ...change.rateLimit },
		assumptions: { ...settings.assumptions, ...change.assumptions },
	};
}
