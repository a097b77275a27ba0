import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe } from 'node:test';
import type { Page } from 'playwright-core';
import { ensureCredential } from '../../scripts/n8n/furnish.mts';
import { GENESYS_CREDENTIAL_TYPE, genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import type { CredentialReference } from '../../scripts/n8n/workflow.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { seedContactCenter, type ContactCenter } from '../../simulator/seed.mts';
import { LAPTOP, theHost, type Host } from './host.mts';

/** Setting up included: the first time, n8n itself is fetched and its database driver compiled. */
const SUITE_WITHIN_MS = 20 * 60 * 1000;
const CREDENTIAL_NAME = 'Genesys Cloud';

/** What a suite has: the host, its window, and a contact center that nobody has touched since the suite began. */
export interface Rig extends Host {
	readonly page: Page;
	readonly center: ContactCenter;
	/** A credential for the simulated Genesys Cloud that may do everything. */
	readonly credential: CredentialReference;
	/** Passes over errors on the console of this test's page that are meant to be there. */
	readonly expectErrors: (pattern: RegExp) => void;
}

/** What a suite needs besides the ordinary. */
export interface SuiteNeeds {
	/** Without any credential, as n8n is when the package has just been installed. */
	readonly noCredential?: boolean;
}

/**
 * A suite of tests in n8n's editor. After each of its tests, an error on the page's console that was not expected is a
 * failure, and so is a request to another machine that n8n does not make by itself.
 * @param define registers the tests; what it is given yields the rig once they run.
 */
export function inEditor(name: string, define: (rig: () => Rig) => void, needs: SuiteNeeds = {}): void {
	theHost.announce();
	void describe(name, { timeout: SUITE_WITHIN_MS }, () => {
		let rig: Rig | undefined;
		let seen = { errors: 0, requests: 0 };
		const expected: RegExp[] = [];
		before(async () => {
			rig = await startRig(needs, (pattern) => {
				expected.push(pattern);
			});
		});
		beforeEach(async () => {
			if (rig === undefined) return;
			seen = { errors: rig.visit.errors.length, requests: rig.visit.foreignRequests.length };
			await rig.page.setViewportSize(LAPTOP);
		});
		afterEach(() => {
			if (rig === undefined) return;
			const { errors, foreignRequests } = rig.visit;
			const unexpected = errors
				.slice(seen.errors)
				.filter((error) => !expected.some((one) => one.test(error)));
			expected.length = 0;
			const foreign = foreignRequests.slice(seen.requests).filter((url) => !isOfN8nItself(url));
			assert.deepEqual(unexpected, [], 'The page had errors');
			assert.deepEqual(foreign, [], 'The page asked other machines');
		});
		after(() => theHost.release());
		define(() => {
			if (rig === undefined) throw new Error('n8n was not started');
			return rig;
		});
	});
}

async function startRig(
	{ noCredential = false }: SuiteNeeds,
	expectErrors: Rig['expectErrors'],
): Promise<Rig> {
	const host = await theHost.get();
	const { client, n8nUrl, simulator, visit } = host;
	// n8n remembers how wide a suite before this one has made its panels.
	if (visit.page.url().startsWith(n8nUrl)) await visit.page.evaluate('localStorage.clear()');
	simulator.reset();
	const center = seedContactCenter(simulator.world);
	for (const { id, type } of await client.credentials()) {
		if (type === GENESYS_CREDENTIAL_TYPE) await visit.page.request.delete(`${n8nUrl}/rest/credentials/${id}`);
	}
	const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
	const credential = noCredential
		? { id: '', name: CREDENTIAL_NAME, type: GENESYS_CREDENTIAL_TYPE }
		: await ensureCredential(client, CREDENTIAL_NAME, data);
	return { ...host, page: visit.page, center, credential, expectErrors };
}

/**
 * n8n's editor looks every community node up at npm, whichever it is: for its publisher in the node's panel, and for how
 * many there are on the settings page. It shows no less without an answer.
 */
function isOfN8nItself(url: string): boolean {
	const { hostname } = new URL(url);
	return hostname.endsWith('.npmjs.org') || hostname.endsWith('.npms.io');
}
