/** Calls that a token may make in a window; the usual limit of Genesys Cloud. */
const CALLS_A_WINDOW = 300;
/** How many conversations a contest closes. */
export const CONVERSATIONS = 1_000;

const REAL_WINDOW_SECONDS = 60;
const REAL_LATENCY_MS = 250;

/** How much faster than in reality a contest is run: windows, latency, foreign traffic and the rivals' own waits alike. */
export interface Scale {
	readonly windowSeconds: number;
	readonly latencyMs: number;
	/** What a rival's wait of one real second is cut to, in seconds. */
	readonly factor: number;
}

/** Windows of a minute, as in reality. */
export const FULL_SCALE = scaleOf(REAL_WINDOW_SECONDS);
/** Windows of six seconds. The limit tells its end in whole seconds, so much shorter ones would measure the rounding. */
export const SHORT_SCALE = scaleOf(6);

function scaleOf(windowSeconds: number): Scale {
	const factor = windowSeconds / REAL_WINDOW_SECONDS;
	return { windowSeconds, latencyMs: REAL_LATENCY_MS * factor, factor };
}

/** What others do on the same token meanwhile. */
export interface Load {
	readonly name: string;
	/** Their calls a window: a minute, in reality. */
	readonly foreignCalls: number;
}

/** Nobody else is on the token. */
export const ALONE: Load = { name: 'alone', foreignCalls: 0 };

/** The loads of a contest. */
export const LOADS: readonly Load[] = [
	ALONE,
	{ name: 'others 60/min', foreignCalls: 60 },
	{ name: 'others 150/min', foreignCalls: 150 },
];

/** What a simulator must be set to for a contest. */
export interface LimitSettings {
	readonly allowed: number;
	readonly windowSeconds: number;
	readonly latencyMs: number;
	readonly foreignCallsPerMinute: number;
}

/** The limit at a scale, with others at work. */
export function limitAt({ windowSeconds, latencyMs }: Scale, { foreignCalls }: Load): LimitSettings {
	const foreignCallsPerMinute = (foreignCalls * 60) / windowSeconds;
	return { allowed: CALLS_A_WINDOW, windowSeconds, latencyMs, foreignCallsPerMinute };
}

/**
 * The shortest time in which so many calls fit, in seconds, if nobody else is to be refused: every window whole, with what
 * others use of it left to them, and the last part in no time.
 */
export function floorSeconds({ windowSeconds }: Scale, { foreignCalls }: Load, calls: number): number {
	const own = CALLS_A_WINDOW - foreignCalls;
	return Math.max(0, Math.ceil(calls / own) - 1) * windowSeconds;
}
