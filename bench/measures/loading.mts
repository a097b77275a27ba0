import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import * as v from 'valibot';

import { builtPackage } from '../built-package.mts';
import { median, type Figure } from './measure.mts';

const PROBE = fileURLToPath(new URL('load-probe.mjs', import.meta.url));
const REPEATS = 11;
const BYTES_A_MB = 1024 * 1024;
const BASE = 'n8n-workflow';
const NODE = [
	'nodes/GenesysWebMessaging/GenesysWebMessaging.node.js',
	'credentials/GenesysCloudOAuth2Api.credentials.js',
];

const COST = v.object({ milliseconds: v.number(), heapBytes: v.number(), residentBytes: v.number() });
type Cost = v.InferOutput<typeof COST>;

/** What the built node and its credential cost above n8n-workflow, which n8n has loaded anyway; and the SDK to compare. */
export async function loading(): Promise<Figure[]> {
	const node = await costOf(
		'this node',
		NODE.map((path) => join(builtPackage(), 'dist', path)),
	);
	return [...node, ...(await costOf('the official SDK', ['purecloud-platform-client-v2']))];
}

async function costOf(what: string, modules: readonly string[]): Promise<Figure[]> {
	const costs: Cost[] = [];
	const heaps: Cost[] = [];
	for (let repeat = 0; repeat < REPEATS; repeat++) {
		costs.push(await probe(modules, []));
		// The heap is cleared before and after: else what n8n-workflow has left behind is cleared up at some moment of the
		// loading and counts along. But that gives memory back to the system, which is looked at in processes of its own.
		heaps.push(await probe(modules, ['--expose-gc']));
	}
	const valuesOf = (name: keyof Cost, of: readonly Cost[]) => of.map((cost) => cost[name]);
	const times = valuesOf('milliseconds', heaps);
	const detail = `median of ${REPEATS} processes`;
	return [
		{
			name: `loading ${what}: time`,
			value: median(times),
			unit: 'ms',
			detail: `${detail}, the fastest ${Math.min(...times).toFixed(1)} ms`,
		},
		{
			name: `loading ${what}: resident memory`,
			value: median(valuesOf('residentBytes', costs)) / BYTES_A_MB,
			unit: 'MB',
			detail,
		},
		{
			name: `loading ${what}: heap`,
			value: median(valuesOf('heapBytes', heaps)) / BYTES_A_MB,
			unit: 'MB',
			detail,
		},
	];
}

async function probe(modules: readonly string[], nodeOptions: readonly string[]): Promise<Cost> {
	const { stdout } = await promisify(execFile)(process.execPath, [...nodeOptions, PROBE, BASE, ...modules]);
	return v.parse(COST, JSON.parse(stdout));
}
