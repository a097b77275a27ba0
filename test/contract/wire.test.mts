import * as calls from '../../nodes/shared/conversations/calls.ts';
import * as directory from '../../nodes/shared/directory/directory.ts';
import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import { Fields } from '../../nodes/shared/platform/fields.ts';
import { DEFAULT_CLIENT, type RecordedRequest } from '../../simulator/index.mts';
import { openWorkbench, type Workbench } from '../harness/workbench.mts';
import { LISTING_TWINS } from './listing-twins.mts';
import { foundOrganization } from './organization.mts';
import { logIn, sdkAt, type Sdk } from './sdk.mts';
import { TWINS, type Scene, type Twin } from './twins.mts';

let workbench: Workbench;
let sdk: Sdk;

beforeAll(async () => {
	workbench = await openWorkbench();
	sdk = sdkAt(workbench.simulator.url);
});

afterAll(async () => {
	await workbench.close();
});

describe('Every request that the package can build', () => {
	it('has a twin made by the official SDK', () => {
		const withTwins = Object.entries(TWINS).filter(([, twins]) => twins.length > 0);

		expect(withTwins.map(([call]) => call).sort()).toEqual(Object.keys(calls).sort());
	});

	it.each(Object.values(TWINS).flat())('is the same on the wire: $what', async (twin) => {
		const ofNode = await sentByNode(twin);
		const ofSdk = await sentBySdk(twin, intervalOf(ofNode));

		expect(onTheWire(ofNode)).toEqual(onTheWire(ofSdk));
	});

	it('has a twin for every list that a form offers, too', () => {
		const builders = Object.keys(directory).filter((name) => name.startsWith('list'));

		expect(Object.keys(LISTING_TWINS).sort()).toEqual(builders.sort());
	});

	it.each(Object.values(LISTING_TWINS).flat())('is the same on the wire: $what', async (twin) => {
		workbench.reset();
		await twin.form(workbench.form());
		const ofNode = meant(twin.call);
		workbench.reset();
		await letSdkIn();
		await twin.sdk(sdk);
		const ofSdk = sent(({ path }) => path.startsWith('/api/'));

		expect(onTheWire(ofNode)).toEqual(onTheWire(ofSdk));
	});

	it('comes with a token that was asked for in the same way', async () => {
		const [twin] = TWINS.getConversation;
		if (twin === undefined) throw new Error('Nothing to send');
		await sentByNode(twin);
		const ofNode = sent(({ path }) => path === '/oauth/token');
		await sentBySdk(twin, '');
		const ofSdk = sent(({ path }) => path === '/oauth/token');

		// What either accepts is its HTTP client's own choice; the resource answers JSON whatever it is.
		expect({ ...onTheWire(ofNode), accept: '' }).toEqual({ ...onTheWire(ofSdk), accept: '' });
		expect(ofNode.headers['authorization']).toBe('Basic ***');
		expect(ofSdk.headers['authorization']).toBe('Basic ***');
	});
});

/** An empty organization with the twin's conversation in it; its ids are the same every time. */
function setScene({ stage }: Twin): Scene {
	workbench.reset();
	const organization = foundOrganization(workbench.simulator.world);
	return { ...organization, conversation: organization.start(stage) };
}

async function sentByNode(twin: Twin): Promise<RecordedRequest> {
	const scene = setScene(twin);
	await workbench.items({ parameters: twin.node(scene) });
	return meant(twin.call(scene));
}

async function sentBySdk(twin: Twin, interval: string): Promise<RecordedRequest> {
	const scene = setScene(twin);
	await letSdkIn();
	await twin.sdk(sdk, scene, interval);
	return sent(({ path }) => path.startsWith('/api/'));
}

/** The workbench's own client is known to the node only. */
async function letSdkIn(): Promise<void> {
	workbench.simulator.configure({ clients: [DEFAULT_CLIENT] });
	await logIn(sdk);
}

/** The one request that carried out a call. */
function meant({ method, path }: Pick<ApiCall, 'method' | 'path'>): RecordedRequest {
	return sent((request) => request.method === method && request.path === path);
}

/** The one request that is meant. */
function sent(isMeant: (request: RecordedRequest) => boolean): RecordedRequest {
	const { requests } = workbench.simulator;
	const [request, ...others] = requests.filter(isMeant);
	if (request === undefined || others.length > 0) {
		const all = requests.map(({ method, path }) => `${method} ${path}`).join('\n');
		throw new Error(`Exactly one request was to be the one that is meant:\n${all}`);
	}
	return request;
}

/** A request without what differs from one HTTP client to the other. */
function onTheWire({ method, path, query, headers, body }: RecordedRequest) {
	const { accept, 'content-type': contentType } = headers;
	return { method, path, query, accept, body, contentType };
}

/** How queries say which times they mean. */
interface TimedQuery {
	readonly interval?: string;
	readonly query?: readonly { readonly startValue?: string; readonly endValue?: string }[];
}

/** The interval of a query, as start/end; empty for other requests. */
function intervalOf({ body }: RecordedRequest): string {
	const fields = new Fields<TimedQuery>(body);
	const [criterion] = fields.list('query');
	if (criterion === undefined) return fields.text('interval') ?? '';
	return `${criterion.text('startValue') ?? ''}/${criterion.text('endValue') ?? ''}`;
}
