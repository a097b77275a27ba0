import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where this project keeps what may be thrown away: `$XDG_CACHE_HOME` (a relative one does not count, as the
 * XDG Base Directory Specification says), else `~/.cache`, and in it a folder with the package's name.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const configured = environment['XDG_CACHE_HOME'];
	const base = configured && isAbsolute(configured) ? configured : join(homedir(), '.cache');
	return join(base, 'n8n-nodes-genesys-web-messaging');
}

/** pnpm's store of packages for a major version of Node, such as "24": what is compiled for one would crash on another. */
export function pnpmStore(nodeMajor: string): string {
	return join(cacheFolder(), `pnpm-store-node${nodeMajor}`);
}
