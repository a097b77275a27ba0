import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The calls of the official SDK, as "METHOD path" with nameless parameters, each with the methods that send it. */
export function sdkOperations(): ReadonlyMap<string, readonly string[]> {
	const root = dirname(require.resolve('purecloud-platform-client-v2/package.json'));
	const folder = join(root, 'src/purecloud-platform-client-v2/api');
	const operations = new Map<string, string[]>();
	for (const file of readdirSync(folder)) {
		const source = readFileSync(join(folder, file), 'utf8');
		const methods = source.matchAll(
			/^\t(\w+)\([^)]*\) ?\{(?:(?!^\t\})[\s\S])*?callApi\(\s*'([^']+)',\s*'([A-Z]+)'/gm,
		);
		for (const [, name = '', path = '', verb = ''] of methods) {
			const call = plainCall(`${verb} ${path}`);
			operations.set(call, [...(operations.get(call) ?? []), name]);
		}
	}
	return operations;
}

/** A call without the names of its parameters. */
export function plainCall(call: string): string {
	return call.replace(/\{\w+\}/g, '{}');
}
