import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { startHost, theHost, type Host, type N8nSettings } from '../support/host.mts';

/** Real n8n with the packed package, and an empty simulated Genesys Cloud beside it that only this suite uses. */
export interface Rig extends Host {
	readonly simulator: Simulator;
}

/**
 * Sets up a rig, in the n8n that all suites of this process share; with settings, in one of its own.
 * Nothing is left over when this fails.
 */
export async function startRig(settings?: N8nSettings): Promise<Rig> {
	const host = settings === undefined ? await theHost.get() : await startHost(settings);
	const leave = (): Promise<void> => (settings === undefined ? theHost.release() : host.close());
	try {
		const simulator = await startSimulator();
		return {
			...host,
			simulator,
			close: async () => {
				await simulator.close();
				await leave();
			},
		};
	} catch (error) {
		await leave();
		throw error;
	}
}
