import { DEFAULT_SETTINGS, changed } from './settings.mts';
import type { Settings, SettingsChange } from './settings.mts';
import { EarlierAnswers } from './http/earlier-answers.mts';
import { EndlessAnswers } from './http/endless-answers.mts';
import { Faults } from './http/faults.mts';
import { RateLimits } from './http/rate-limits.mts';
import { RequestLog, type RecordedRequest } from './http/request-log.mts';
import { Tokens } from './http/tokens.mts';
import { World } from './world/world.mts';

/** All state of one simulator, and nothing of how it is reached. */
export class Simulation {
	readonly world: World;
	readonly faults = new Faults();
	readonly requests = new RequestLog();
	readonly earlierAnswers = new EarlierAnswers();
	readonly endless = new EndlessAnswers();
	readonly rateLimits: RateLimits;
	readonly tokens: Tokens;
	/** Told of each call before it runs into anything. */
	onCall: (call: RecordedRequest) => void = () => undefined;
	/** Told of each answer as it is sent. */
	onAnswer: (call: RecordedRequest, body: string) => void = () => undefined;
	readonly #initial: Settings;
	#settings: Settings;

	constructor(change: SettingsChange = {}) {
		this.#initial = changed(DEFAULT_SETTINGS, change);
		this.#settings = this.#initial;
		this.world = new World({ habits: () => this.#settings.assumptions });
		this.world.clock.skewBy(this.#settings.clockSkewMs);
		const now = () => this.world.now();
		this.rateLimits = new RateLimits(now, () => this.#settings);
		this.tokens = new Tokens(now);
	}

	/** The settings in force. */
	get settings(): Settings {
		return this.#settings;
	}

	/** Changes settings; what is not named stays. */
	configure(change: SettingsChange): void {
		this.#settings = changed(this.#settings, change);
		this.world.clock.skewBy(this.#settings.clockSkewMs);
	}

	/** Everything as it was at the start: empty world, no tokens, no faults, no record, first settings. */
	reset(): void {
		this.#settings = this.#initial;
		this.world.reset();
		this.world.clock.skewBy(this.#settings.clockSkewMs);
		this.faults.clear();
		this.requests.clear();
		this.earlierAnswers.clear();
		this.rateLimits.clear();
		this.tokens.clear();
		this.onCall = () => undefined;
		this.onAnswer = () => undefined;
	}
}
