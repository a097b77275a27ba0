import { addAdminRoutes } from './admin/routes.mts';
import { addTokenRoute } from './http/oauth-routes.mts';
import { addAuthorizeRoutes } from './http/oauth-authorize.mts';
import { usualError } from './http/errors.mts';
import type { Faults } from './http/faults.mts';
import type { RecordedRequest } from './http/request-log.mts';
import { PlatformApi, createServer } from './http/server.mts';
import { OPERATIONS } from './operations/all.mts';
import { addPages } from './pages/routes.mts';
import type { SettingsChange } from './settings.mts';
import { Simulation } from './simulation.mts';
import type { World } from './world/world.mts';

export { ASSUMPTION_VALUES } from './assumptions.mts';
export type { Assumptions } from './assumptions.mts';
export type { Fault } from './http/fault-kinds.mts';
export type { ActiveFault, Faults } from './http/faults.mts';
export type { RecordedRequest } from './http/request-log.mts';
export { DEFAULT_CLIENT, DEFAULT_SETTINGS } from './settings.mts';
export type { ClientSettings, SettingsChange } from './settings.mts';
export type { ConversationHandle, ConversationInit, LegIds, Stage } from './world/scenario.mts';
export { World } from './world/world.mts';

/** How a simulator is started. */
export interface SimulatorOptions {
	/** TCP port on 127.0.0.1; 0, the default, takes a free one. */
	readonly port?: number;
	readonly settings?: SettingsChange;
}

/** A running stand-in for Genesys Cloud. */
export interface Simulator {
	/** Base address of the API, of the login host and of the pages, without a trailing slash. */
	readonly url: string;
	/** Its organization, for those in the same process. */
	readonly world: World;
	/** Every call to /oauth/* and /api/*, oldest first. */
	readonly requests: readonly RecordedRequest[];
	readonly faults: Faults;
	/**
	 * Calls that others made on the same tokens (see `foreignCallsPerMinute`), and how many of them were
	 * refused.
	 */
	readonly foreignCalls: { readonly sent: number; readonly refused: number };
	/** Tells somebody of each call before it is carried out, until the next reset: to look at the world then, or to change it. */
	whenCalled(listener: (call: RecordedRequest) => void): void;
	/** Tells somebody of each answer as it is sent, until the next reset. */
	whenAnswered(listener: (call: RecordedRequest, body: string) => void): void;
	/** Changes settings; what is not named stays. */
	configure(settings: SettingsChange): void;
	/** Empties world, requests, faults, rate windows and tokens; settings are those of the start again. */
	reset(): void;
	/** Cuts the connections on which no answer comes, or one that drips; who waits there learns of it. */
	cutEndless(): void;
	/** Stops it and cuts every connection. */
	close(): Promise<void>;
}

/** Starts a simulator on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const simulation = new Simulation(options.settings);
	const server = createServer();
	const api = new PlatformApi(simulation);
	await server.register((scope, _options, done) => {
		api.guard(scope);
		addTokenRoute(scope, api, simulation);
		addAuthorizeRoutes(scope, simulation);
		for (const operation of OPERATIONS) api.add(scope, operation);
		scope.all('/api/*', () => {
			throw usualError(404);
		});
		done();
	});
	addAdminRoutes(server, simulation);
	addPages(server);
	const url = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	return {
		url,
		world: simulation.world,
		requests: simulation.requests.entries,
		faults: simulation.faults,
		foreignCalls: simulation.rateLimits.foreign,
		whenCalled: (listener) => {
			simulation.onCall = listener;
		},
		whenAnswered: (listener) => {
			simulation.onAnswer = listener;
		},
		configure: (settings) => {
			simulation.configure(settings);
		},
		reset: () => {
			simulation.reset();
		},
		cutEndless: () => {
			simulation.endless.cut();
		},
		close: async () => server.close(),
	};
}
