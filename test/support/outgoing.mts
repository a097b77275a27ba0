import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** A request that has left this process, whoever it was sent to. */
export interface Outgoing {
	readonly method: string;
	/** Such as `http://127.0.0.1:4010`. */
	readonly origin: string;
	/** As it is written on the wire, with the query. */
	readonly path: string;
	/** In lower case. */
	readonly headers: readonly string[];
}

const CHANNEL = 'http.client.request.start';

/** Notes every request that this process sends: by Node itself, so that none goes past it, to whatever host. */
class OutgoingRequests {
	private readonly noted: Outgoing[] = [];
	private readonly note = (message: unknown) => {
		if (typeof message !== 'object' || message === null || !('request' in message)) return;
		const { request } = message;
		if (!(request instanceof ClientRequest)) return;
		const { method, protocol, path } = request;
		const host = request.getHeader('host');
		const origin = `${protocol}//${typeof host === 'string' ? host : request.host}`;
		this.noted.push({ method, origin, path, headers: request.getHeaderNames() });
	};

	constructor() {
		subscribe(CHANNEL, this.note);
	}

	/** Those since the last time. */
	take(): Outgoing[] {
		return this.noted.splice(0);
	}

	end(): void {
		unsubscribe(CHANNEL, this.note);
	}
}

/** What a suite has sent, and what nobody has handled in it, since the last time. */
export interface Noted {
	readonly outgoing: Outgoing[];
	readonly unhandled: unknown[];
}

/** Notes all of that for a suite. @returns takes it */
export function withNotes(): () => Noted {
	const unhandled: unknown[] = [];
	const onUnhandled = (reason: unknown) => unhandled.push(reason);
	let requests: OutgoingRequests | undefined;
	beforeAll(() => {
		process.on('unhandledRejection', onUnhandled);
		requests = new OutgoingRequests();
	});
	afterAll(() => {
		process.off('unhandledRejection', onUnhandled);
		requests?.end();
	});
	return () => ({ outgoing: requests?.take() ?? [], unhandled: unhandled.splice(0) });
}
