import type { FastifyReply } from 'fastify';
import { Drip } from './drip.mts';
import type { FaultOf, WholeFault } from './fault-kinds.mts';

/**
 * What a fault makes of an answer that is about to be sent: headers and status in place, the body as it is given
 * back.
 * @param payload of a call that was carried out, or the error that refused it
 */
export function spoiled(fault: WholeFault | undefined, reply: FastifyReply, payload: unknown): unknown {
	if (fault === undefined) return payload;
	const whole = typeof payload === 'string' ? payload : '';
	if (fault.kind === 'lyingHeaders') lie(fault, reply);
	if (fault.kind === 'stale') return resized(reply, whole);
	if (fault.kind === 'emptyBody') return resized(reply, '');
	if (fault.kind === 'truncatedJson') return resized(reply, whole.slice(0, Math.floor(whole.length / 2)));
	if (fault.kind === 'stub' && reply.statusCode < 400) return stub(fault, reply);
	if (fault.kind === 'foreignId' && isJson(reply)) return resized(reply, withOtherIds(whole, fault));
	if (fault.kind === 'oddValue' && isJson(reply)) return resized(reply, withOddValue(whole, fault));
	if (fault.kind !== 'drip') return payload;
	reply.removeHeader('content-length');
	return new Drip(whole, fault);
}

function isJson(reply: FastifyReply): boolean {
	return String(reply.getHeader('content-type')).startsWith('application/json');
}

function resized(reply: FastifyReply, payload: string): string {
	reply.removeHeader('content-length');
	return payload;
}

function lie({ headers }: FaultOf<'lyingHeaders'>, reply: FastifyReply): void {
	for (const [name, value] of Object.entries(headers)) {
		if (value === null) reply.removeHeader(name);
		else void reply.header(name, value);
	}
}

function stub({ body, status }: FaultOf<'stub'>, reply: FastifyReply): string {
	if (status !== undefined) void reply.code(status);
	void reply.type('application/json');
	return resized(reply, JSON.stringify(body));
}

function withOtherIds(payload: string, fault: FaultOf<'foreignId'>): string {
	const ids = new Map(Object.entries(fault.ids));
	const replaced: unknown = JSON.parse(payload, (_name, value: unknown) =>
		typeof value === 'string' ? (ids.get(value) ?? value) : value,
	);
	return JSON.stringify(replaced);
}

function withOddValue(payload: string, { place, value }: FaultOf<'oddValue'>): string {
	const count = valuesIn(JSON.parse(payload));
	if (count === 0) return payload;
	let left = place % count;
	const changed = (whole: unknown): unknown => {
		if (typeof whole !== 'object' || whole === null) return whole;
		const entries = Object.entries(whole).flatMap(([name, one]) => {
			left -= 1;
			if (left === -1) return value === undefined ? [] : [[name, value] as const];
			return [[name, changed(one)] as const];
		});
		return Array.isArray(whole) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
	};
	return JSON.stringify(changed(JSON.parse(payload)));
}

/** How many values there are in a value. */
function valuesIn(whole: unknown): number {
	if (typeof whole !== 'object' || whole === null) return 0;
	return Object.values(whole).reduce((sum: number, one) => sum + 1 + valuesIn(one), 0);
}
