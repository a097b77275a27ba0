import { randomBytes } from 'node:crypto';
import { dirname, delimiter } from 'node:path';
import { LINES, type Line } from './lines.mts';
import type { Role } from './role.mts';
import type { Runtime } from './runtime.mts';

/**
 * Parts of n8n that either call n8n's own servers while it starts (the MCP registry does even with every other switch
 * off) or take time to start and have no use here, under the first line that knows them: n8n does not start when it is told
 * to leave out a module that it has never heard of. `MODULE_NAMES` in its `@n8n/backend-common` are those that it knows; what
 * is new among them may be one to switch off.
 */
const DISABLED_MODULES: Readonly<Record<Line, readonly string[]>> = {
	'1.123': ['chat-hub', 'mcp', 'external-secrets'],
	'2.8': ['quick-connect', 'source-control', 'sso-oidc', 'sso-saml', 'ldap', 'log-streaming'],
	'2.20': ['instance-ai', 'otel', 'workflow-builder'],
	'2.40': ['mcp-registry', 'oauth-server'],
	'2.41': [],
};

/** Everything that n8n would fetch from or send to the internet by itself, switched off. */
const OFFLINE = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
} as const;

/** Where an n8n process lives. */
export interface N8nPlace {
	readonly runtime: Runtime;
	/** n8n keeps its data in the folder `.n8n` in here. */
	readonly userFolder: string;
	readonly role: Role;
	/** The port that it listens on, on 127.0.0.1. */
	readonly port: number;
}

/**
 * The whole environment of an n8n that is quiet, offline and reachable from this machine only. Nothing of the
 * environment of this process goes in but what a program needs to run, so no setting or secret of the user does.
 */
export function n8nEnvironment({ runtime, userFolder, role, port }: N8nPlace): Record<string, string> {
	const { PATH = '', LANG = 'C.UTF-8', TMPDIR } = process.env;
	return {
		PATH: `${dirname(runtime.node)}${delimiter}${PATH}`,
		LANG,
		...(TMPDIR === undefined ? {} : { TMPDIR }),
		HOME: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		...role.environment(port),
		// Plain http: a browser would not send a secure cookie back.
		N8N_SECURE_COOKIE: 'false',
		GENERIC_TIMEZONE: 'UTC',
		// At a higher level n8n does not say that a port is taken.
		N8N_LOG_LEVEL: 'info',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		// No process for Code nodes. The broker is started all the same; 0 lets it take any free port.
		N8N_RUNNERS_MODE: 'external',
		N8N_RUNNERS_AUTH_TOKEN: randomBytes(16).toString('hex'),
		N8N_RUNNERS_BROKER_PORT: '0',
		N8N_PYTHON_ENABLED: 'false',
		// The default of n8n 2. With that of n8n 1, two transactions at a time fail.
		DB_SQLITE_POOL_SIZE: '3',
		...OFFLINE,
		N8N_DISABLED_MODULES: disabledModules(runtime.line).join(','),
	};
}

function disabledModules(line: Line): readonly string[] {
	return LINES.slice(0, LINES.indexOf(line) + 1).flatMap((known) => DISABLED_MODULES[known]);
}
