import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { MINUTE_MS } from './durations.mts';
import { integer, object, read } from './http/fields.mts';
import type { Simulator } from './index.mts';
import { DEFAULT_CLIENT, startSimulator } from './index.mts';
import { seedContactCenter } from './seed.mts';
import { Traffic } from './traffic.mts';

const DEFAULT_PORT = 4010;

const upTo = (highest: number) => v.pipe(v.string(), v.digits(), v.transform(Number), integer(0, highest));
const commandLine = object({ port: upTo(65_535), traffic: upTo(60_000) });

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
	const { port, traffic } = read(commandLine, values, 'command line');
	const simulator = await startSimulator({ port });
	try {
		const { dana } = seedContactCenter(simulator.world);
		const stop = play(simulator, traffic);
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
	}, MINUTE_MS / stepsPerMinute);
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
