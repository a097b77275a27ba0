import { parseArgs } from 'node:util';
import { isUuid } from '../../nodes/shared/platform/ids.ts';
import { REGIONS } from '../../nodes/shared/platform/regions.ts';
import { CannotStart } from './trouble.mts';

/** Where Genesys Cloud is; base addresses without a trailing slash. */
export interface Place {
	/** As the report names it. */
	readonly name: string;
	readonly api: string;
	readonly login: string;
}

/** What somebody has asked for. */
export interface Plan {
	readonly place: Place;
	readonly client: { readonly id: string; readonly secret: string };
	/** Token of a signed-in user, for what may need one. */
	readonly userToken: string | undefined;
	readonly changes: boolean;
	readonly exhaustsRateLimit: boolean;
	readonly waitsForExpiry: boolean;
	/** A conversation in a division that the client cannot see. */
	readonly unseenConversation: string | undefined;
	/** Names of the questions to ask; all if there is none. */
	readonly only: readonly string[];
	readonly output: string | undefined;
}

/** A few regions in a line. */
const REGIONS_A_LINE = 6;
const INDENT = ' '.repeat(30);

function regions(): string {
	const domains = REGIONS.map(({ domain }) => domain);
	const lines = domains.flatMap((_domain, index) =>
		index % REGIONS_A_LINE === 0 ? [domains.slice(index, index + REGIONS_A_LINE).join(', ')] : [],
	);
	return lines.join(`,\n${INDENT}`);
}

/** What `--help` says. */
export const HELP = `live-check: asks a real Genesys Cloud organization what nobody here could verify, and says which setting of
the simulator (simulator/assumptions.mts) should follow. Its report holds no names, IDs, texts, or secrets: paste it in an issue.

  GENESYS_CLIENT_ID=… GENESYS_CLIENT_SECRET=… npm run live-check -- --region mypurecloud.de

The environment has the ID and the secret of an OAuth client with the grant Client Credentials; they are never taken from the
command line and never printed. GENESYS_USER_TOKEN may have an access token of a signed-in user, for what a token without a user
may not do. A permission that the client lacks leaves a question open, and the report names it.

  --region <domain>           ${regions()}
  --api <URL> --login <URL>   instead of a region, for the simulator: http on this machine only
  --changes                   also ask what changes something. You open a fresh chat on your own site for each question and write
                              a marker into it; nothing is ever written to a conversation without it, and you are asked before
                              every single step. Without this option everything is only read
  --exhaust-rate-limit        also ask what a refused call looks like: a token of its own makes calls until Genesys Cloud says 429
  --wait-for-expiry           also ask what an expired token is told: waits for one, at most 15 minutes
  --unseen-conversation <ID>  a conversation in a division that the client has no role in, to ask what it is told there
  --only <name>               only this question; can be given more than once
  --list                      show all questions, their steps, and what they settle; asks nobody
  --output <file>             write the report to a file as well

Calls are made a few a second. Nothing waits without an end, and Ctrl-C stops at once with a report of what there is so far.`;

const ON_THIS_MACHINE = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?\/*$/i;
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/**
 * Reads the command line and the environment.
 * @returns what to do, or one of the two things to show instead
 * @throws CannotStart which says what is missing or wrong. It repeats nothing: a secret may have slipped in.
 */
export function readArguments(
	argv: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	names: readonly string[],
): Plan | 'help' | 'list' {
	const values = parsed(argv);
	if (values.help) return 'help';
	if (values.list) return 'list';
	if (values.only.some((name) => !names.includes(name)))
		throw new CannotStart('--only takes the name of a question. --list shows them.');
	const unseenConversation = values['unseen-conversation'];
	if (unseenConversation !== undefined && !isUuid(unseenConversation))
		throw new CannotStart('--unseen-conversation takes the ID of a conversation.');
	return {
		place: placeOf(values),
		client: {
			id: fromEnvironment(env, 'GENESYS_CLIENT_ID'),
			secret: fromEnvironment(env, 'GENESYS_CLIENT_SECRET'),
		},
		userToken: userTokenOf(env),
		changes: values.changes,
		exhaustsRateLimit: values['exhaust-rate-limit'],
		waitsForExpiry: values['wait-for-expiry'],
		unseenConversation,
		only: values.only,
		output: values.output,
	};
}

function parsed(argv: readonly string[]) {
	try {
		const { values } = parseArgs({
			args: [...argv],
			options: {
				region: text,
				api: text,
				login: text,
				changes: flag,
				'exhaust-rate-limit': flag,
				'wait-for-expiry': flag,
				'unseen-conversation': text,
				only: { ...text, multiple: true, default: [] },
				list: flag,
				output: text,
				help: flag,
			},
		});
		return values;
	} catch {
		throw new CannotStart(
			'live-check does not know an option, or misses the value of one. --help shows them. ID and secret of the client go into the environment.',
		);
	}
}

function placeOf({
	region,
	api,
	login,
}: {
	region?: string | undefined;
	api?: string | undefined;
	login?: string | undefined;
}): Place {
	if (api !== undefined || login !== undefined) {
		if (region !== undefined || api === undefined || login === undefined)
			throw new CannotStart('Give --region alone, or --api together with --login.');
		if (!ON_THIS_MACHINE.test(api) || !ON_THIS_MACHINE.test(login))
			throw new CannotStart(
				'--api and --login are for the simulator: an address such as http://127.0.0.1:4010, on this machine.',
			);
		return {
			name: 'simulator on this machine',
			api: api.replace(/\/+$/, ''),
			login: login.replace(/\/+$/, ''),
		};
	}
	const found = REGIONS.find(({ domain }) => domain === region?.trim().toLowerCase());
	if (found === undefined)
		throw new CannotStart(
			'Say where your organization is: --region with the domain of a region, such as mypurecloud.de. --help lists them.',
		);
	return {
		name: found.domain,
		api: `https://api.${found.domain}`,
		login: `https://login.${found.domain}`,
	};
}

function userTokenOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
	const token = env['GENESYS_USER_TOKEN']?.trim();
	// A variable that is set to nothing is how some shells take one away.
	return token === '' ? undefined : token;
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>, name: string): string {
	const value = env[name]?.trim() ?? '';
	if (value === '')
		throw new CannotStart(
			`The environment has no ${name}. In Genesys Cloud: Admin > Integrations > OAuth, a client with the grant Client Credentials.`,
		);
	return value;
}
