import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Owner } from './client.mts';
import { runCommand } from './command.mts';
import type { Runtime } from './runtime.mts';

/** Reads a password from the standard input and writes its bcrypt hash, with the library that n8n itself uses. */
const HASH_SCRIPT = `
const password = require('node:fs').readFileSync(0, 'utf8');
process.stdout.write(require('bcryptjs').hashSync(password, 10));
`;

/** An owner with a password that nobody can guess and that n8n's rules allow. */
export function newOwner(): Owner {
	return {
		email: 'owner@example.com',
		password: `N8n-${randomBytes(12).toString('base64url')}`,
		firstName: 'Local',
		lastName: 'Owner',
	};
}

/** The settings that make n8n create the owner by itself when it starts, or take the password over if there is one. */
export async function ownerEnvironment(owner: Owner, runtime: Runtime): Promise<Record<string, string>> {
	const n8nFolder = dirname(dirname(runtime.n8n));
	const hash = await runCommand(runtime.node, ['--eval', HASH_SCRIPT], {
		cwd: n8nFolder,
		input: owner.password,
	});
	return {
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: owner.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: owner.firstName,
		N8N_INSTANCE_OWNER_LAST_NAME: owner.lastName,
		N8N_INSTANCE_OWNER_PASSWORD_HASH: hash,
	};
}
