import { parseArgs } from 'node:util';
import type { Simulator } from './index.mts';
import { DEFAULT_CLIENT, startSimulator } from './index.mts';
import { seedContactCenter } from './seed.mts';
import { Traffic } from './traffic.mts';

const DEFAULT_PORT = 4010;

const MINUTE = 60_000;

function wholeNumber(name: string, written: string, highest: number): number {
	const value = Number(written);
	if (!/^\d+$/.test(written) || value > highest)
		throw new RangeError(`--${name}: not a number up to ${highest}`);
	return value;
}

/**
 * `npm run simulator [-- --port 4010] [-- --traffic 30]`: a seeded contact center on loopback until it is
 * interrupted, with so many things happening in it a minute.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: String(DEFAULT_PORT) },
			traffic: { type: 'string', default: '0' },
		},
	});
	const port = wholeNumber('port', values.port, 65_535);
	const stepsPerMinute = wholeNumber('traffic', values.traffic, 60_000);
	const simulator = await startSimulator({ port });
	try {
		const { dana } = seedContactCenter(simulator.world);
		const stop = play(simulator, stepsPerMinute);
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.once(signal, () => {
				stop();
				void simulator.close();
			});
		}
		print(simulator.url, dana.open.id);
	} catch (error) {
		await simulator.close();
		throw error;
	}
}

/** Keeps traffic going; gives what ends it. */
function play(simulator: Simulator, stepsPerMinute: number): () => void {
	if (stepsPerMinute === 0) return () => undefined;
	const traffic = new Traffic(simulator.world);
	const timer = setInterval(() => {
		traffic.step();
	}, MINUTE / stepsPerMinute);
	return () => {
		clearInterval(timer);
	};
}

function print(url: string, conversationId: string): void {
	process.stdout.write(`Genesys Cloud simulator

  Board          ${url}/
  API and login  ${url}
  Client id      ${DEFAULT_CLIENT.id}
  Client secret  ${DEFAULT_CLIENT.secret}

Try
  In n8n: credential "Genesys Cloud OAuth2 API", region Custom, both URLs ${url};
  find external ID CRM-100045 (Dana Example), list the sessions, close the conversation.
  See what the customer sees: ${url}/messenger/${conversationId}

  curl -s -u ${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret} -d grant_type=client_credentials ${url}/oauth/token
  curl -s ${url}/_simulator/conversations

Ends with Ctrl-C.
`);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
