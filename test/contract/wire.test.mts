import * as calls from '../../nodes/shared/conversations/calls.ts';
import { DEFAULT_CLIENT, type RecordedRequest } from '../../simulator/index.mts';
import { openWorkbench, type Workbench } from '../harness/workbench.mts';
import { foundOrganisation } from './organisation.mts';
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

/** An empty organisation with the twin's conversation in it; its ids are the same every time. */
function setScene({ stage }: Twin): Scene {
	workbench.reset();
	const organisation = foundOrganisation(workbench.simulator.world);
	return { ...organisation, conversation: organisation.start(stage) };
}

async function sentByNode(twin: Twin): Promise<RecordedRequest> {
	const scene = setScene(twin);
	await workbench.items({ parameters: twin.node(scene) });
	const { method, path } = twin.call(scene);
	return sent((request) => request.method === method && request.path === path);
}

async function sentBySdk(twin: Twin, interval: string): Promise<RecordedRequest> {
	const scene = setScene(twin);
	// The workbench's own client is known to the node only.
	workbench.simulator.configure({ clients: [DEFAULT_CLIENT] });
	await logIn(sdk);
	await twin.sdk(sdk, scene, interval);
	return sent(({ path }) => path.startsWith('/api/'));
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
	// Without a body there is nothing whose type it could be; the SDK tells one all the same.
	return { method, path, query, accept, body, ...(body !== undefined && { contentType }) };
}

/** The interval of a details query; empty for other requests. */
function intervalOf({ body }: RecordedRequest): string {
	const hasInterval = typeof body === 'object' && body !== null && 'interval' in body;
	return hasInterval ? String(body.interval) : '';
}
