import { setTimeout as sleep } from 'node:timers/promises';

import * as v from 'valibot';

import { DEFAULT_CLIENT } from '../../simulator/settings.mts';
import type { LimitSettings } from '../scale.mts';
import { Child } from './child.mts';
import type { SimulatorHost } from './simulator-host.mts';

const BOARD = v.object({ windows: v.array(v.object({ resetSeconds: v.number() })) });
const TOKEN = v.object({ access_token: v.string() });

/** Where the work of a contest is: conversations to be closed, on a token that nobody has used yet. */
interface Site {
	/** Base address of API and login host, without a trailing slash. */
	readonly url: string;
	readonly token: string;
	readonly conversationIds: readonly string[];
}

/** What a simulator has counted since it was staged. */
export interface Tally {
	/** Calls to the Platform API, refused ones among them; the token's own requests are not. */
	readonly calls: number;
	readonly refused: number;
	/** Conversations that are still open. */
	readonly open: number;
	/** Calls that others made on the token. */
	readonly foreignSent: number;
	readonly foreignRefused: number;
}

/** A simulator in a process of its own. */
export class SimulatorProcess {
	private readonly child = new Child<SimulatorHost>(new URL('simulator-host.mts', import.meta.url));

	/** Empties it and sets the scene. */
	async stage(conversations: number, limit: LimitSettings): Promise<Site> {
		const staged = await this.child.call.stage(conversations, limit);
		return { ...staged, token: await fetchToken(staged.url) };
	}

	/** The same, and a few conversations more that can be found by a tag. */
	async stageWithTags(
		conversations: number,
		tagged: number,
		limit: LimitSettings,
	): Promise<Site & { readonly tags: readonly string[] }> {
		const staged = await this.child.call.stageWithTags(conversations, tagged, limit);
		return { ...staged, token: await fetchToken(staged.url) };
	}

	/** An organization in which people come, write, and leave, while time goes so many times as fast. */
	async openForADay(factor: number): Promise<Site> {
		const staged = await this.child.call.openForADay(factor);
		return { ...staged, conversationIds: [], token: await fetchToken(staged.url) };
	}

	/** How many of some conversations have not ended. */
	async stillOpen(conversationIds: readonly string[]): Promise<number> {
		return await this.child.call.stillOpen(conversationIds);
	}

	async tally(): Promise<Tally> {
		return await this.child.call.tally();
	}

	/**
	 * Waits until the window is over in which the last call was made: others may be refused until then, long after
	 * whoever used it up has gone. The simulator works out what others did when the next call of the token comes.
	 */
	async outlastWindow({ url, token, conversationIds: [id = ''] }: Site): Promise<void> {
		const board = await (await fetch(`${url}/_simulator/board?shown=1`)).json();
		for (const { resetSeconds } of v.parse(BOARD, board).windows) await sleep(resetSeconds * 1000);
		await fetch(`${url}/api/v2/conversations/${id}`, { headers: { authorization: `Bearer ${token}` } });
	}

	async stop(): Promise<void> {
		await this.child.stop();
	}
}

async function fetchToken(url: string): Promise<string> {
	const basic = Buffer.from(`${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret}`).toString('base64');
	const response = await fetch(`${url}/oauth/token`, {
		method: 'POST',
		headers: { authorization: `Basic ${basic}` },
		body: new URLSearchParams({ grant_type: 'client_credentials' }),
	});
	return v.parse(TOKEN, await response.json()).access_token;
}
