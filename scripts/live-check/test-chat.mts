import { randomInt } from 'node:crypto';
import { disconnectConversation, getMessages } from '../../nodes/shared/conversations/calls.ts';
import { isUuid } from '../../nodes/shared/conversations/ids.ts';
import type { Json } from './json.mts';
import { isOpen, lastLeg, legsOf, type Leg } from './legs.mts';
import { ended, refusal, type Look } from './look.mts';
import { confirms, type Person } from './person.mts';
import type { Answer, Platform, Request, Token } from './platform.mts';
import type { Session } from './session.mts';
import { Declined, Unanswered } from './trouble.mts';

/** What the chat needs besides a look. */
export interface Means {
	readonly platform: Platform;
	readonly session: Session;
	readonly look: Look;
	readonly person: Person;
	/** Told of each call that changes something, before it is sent. */
	readonly onChange: () => void;
}

const WEB_MESSAGING = 'message/webmessaging';
const UNTOLD = 'message/';
/** Clocks run apart, so a chat may seem to have begun before it was asked for. */
const CLOCK_TOLERANCE_MS = 120_000;
/** A message may be listed a little before it can be read. */
const LOOKS_AT_ONE = 3;
const POLL_MS = 5_000;
/** The index may be a minute or two behind. */
const SEARCHES = 24;
const LOOKS = 12;
/** More conversations than this are not read to find a marker. */
const CANDIDATES = 20;
const MARKERS = [1000, 9999] as const;

/**
 * A chat that the person has opened for one question. This is the only place that changes anything in Genesys Cloud, and it does so
 * only after it has seen, in that very moment, that the conversation is web messaging and that its customer has written the marker.
 */
export class TestChat {
	readonly id: string;
	readonly marker: string;
	readonly #means: Means;

	private constructor(id: string, marker: string, means: Means) {
		this.id = id;
		this.marker = marker;
		this.#means = means;
	}

	/** Has the person open a chat, and finds it. @throws Unanswered if there is none with the marker */
	static async open(means: Means, needsAgent: boolean): Promise<TestChat> {
		const { look, person } = means;
		const askedAt = look.now();
		const marker = `live-check ${randomInt(MARKERS[0], MARKERS[1] + 1)}`;
		const written = await person.ask(
			`Open a fresh chat on your own site, and write exactly "${marker}" as its first message. Then press Enter, or paste the conversation's ID; "skip" leaves this question out.`,
		);
		const id = written.trim().toLowerCase();
		if (id === 'skip') throw new Declined('you left it out');
		if (id !== '' && !isUuid(id)) throw new Unanswered('what you pasted is not the ID of a conversation');
		const found = id === '' ? await findMarked(means, marker, askedAt) : id;
		const chat = new TestChat(found, marker, means);
		await chat.#check();
		if (needsAgent) await chat.#untilAnswered();
		return chat;
	}

	/** The legs as they are now. */
	async legs(): Promise<readonly Leg[]> {
		return legsOf(await this.look());
	}

	/** The conversation as it is now. */
	async look(): Promise<Json> {
		return await this.#means.look.live(this.id);
	}

	/** Says something to the person, and waits for Enter. */
	async tellAndWait(line: string): Promise<void> {
		await this.#means.person.ask(`${line} Then press Enter.`);
	}

	/**
	 * Looks at the conversation until it is so, for a minute at most.
	 * @throws Unanswered which says that it never was
	 */
	async until(isSo: (legs: readonly Leg[], conversation: Json) => boolean, what: string): Promise<Json> {
		for (let looks = 0; looks < LOOKS; looks += 1) {
			const conversation = await this.look();
			if (isSo(legsOf(conversation), conversation)) return conversation;
			await this.#means.look.wait(POLL_MS);
		}
		throw new Unanswered(`${what} within ${(LOOKS * POLL_MS) / 1000} seconds`);
	}

	/**
	 * Sends a call that changes something, once the person has said yes and the marker has been seen.
	 * @throws Declined if they say no; Unanswered if it is not the test chat, or the call is refused for lack of a right
	 */
	async change(what: string, request: Request, token?: Token): Promise<Answer> {
		const { person, platform, session, onChange } = this.#means;
		if (!(await confirms(person, `${what}, in the chat with "${this.marker}": go ahead?`)))
			throw new Declined('you said no to a step of it');
		await this.#check();
		const bearer = token ?? (await session.token());
		onChange();
		const answer = await platform.send(request, bearer).catch((error: unknown) => {
			if (!(error instanceof Unanswered)) throw error;
			throw new Unanswered(`${error.message}; whether the step was carried out is not known`, {
				cause: error,
			});
		});
		if ([401, 403, 429].includes(answer.status)) throw refusal(request, answer.status);
		return answer;
	}

	/** Offers to close what a question has left open. */
	async tidyUp(): Promise<void> {
		try {
			if (!(await this.legs()).some(isOpen)) return;
			await this.change('Close the test chat, which is still open', closeCall(this.id));
		} catch (error) {
			if (!(error instanceof Unanswered)) throw error;
			this.tellThatItMayBeOpen();
		}
	}

	/** Leaves it to the person. */
	tellThatItMayBeOpen(): void {
		this.#means.person.tell(`The chat with "${this.marker}" may still be open. Close it yourself.`);
	}

	async #check(): Promise<void> {
		if (await isMarked(this.#means.look, this.id, this.marker)) return;
		throw new Unanswered(
			'the conversation is not a web messaging chat whose customer has written the marker: nothing was changed',
		);
	}

	async #untilAnswered(): Promise<void> {
		await this.tellAndWait('Now let an agent answer this chat.');
		await this.until((legs) => {
			const agent = lastLeg(legs, 'agent');
			return agent?.state === 'connected';
		}, 'no agent answered the chat');
	}
}

/** The close of a whole conversation. */
export function closeCall(conversationId: string): Request {
	return { ...disconnectConversation(conversationId), permission: 'conversation:communication:disconnect' };
}

/** Whether all legs are web messaging, and the customer has written exactly this. */
async function isMarked(look: Look, conversationId: string, marker: string): Promise<boolean> {
	const conversation = await look.live(conversationId);
	const legs = legsOf(conversation);
	if (conversation.at('id').text?.toLowerCase() !== conversationId) return false;
	const customers = legs.filter(({ purpose }) => purpose === 'customer');
	if (customers.length === 0 || customers.some(({ medium }) => medium !== WEB_MESSAGING)) return false;
	// Whether Genesys Cloud tells the type on every leg is not known; that one is of another medium would be.
	if (legs.some(({ medium }) => medium !== WEB_MESSAGING && medium !== UNTOLD)) return false;
	const messageIds = customers.flatMap((leg) => leg.messageIds).slice(0, 100);
	if (messageIds.length === 0) return false;
	const messages = await look.read({
		...getMessages(conversationId, messageIds),
		permission: 'conversation:message:view',
	});
	return messages
		.at('entities')
		.list.some((message) => textOf(message)?.trim().toLowerCase() === marker && isOf(message, messageIds));
}

function textOf(message: Json): string | undefined {
	return message.at('normalizedMessage', 'text').text ?? message.at('textBody').text;
}

function isOf(message: Json, messageIds: readonly string[]): boolean {
	// How ids of messages are spelled is one of the open questions.
	const bare = (id: string) => id.replaceAll('-', '').toLowerCase();
	return messageIds.map(bare).includes(bare(message.at('id').text ?? ''));
}

/** Looks for the chat among those that are open and began since it was asked for. */
async function findMarked({ look, person }: Means, marker: string, askedAt: number): Promise<string> {
	person.tell('Looking for the chat …');
	const looks = new Map<string, number>();
	for (let searches = 0; searches < SEARCHES; searches += 1) {
		const rows = await look.index(1, { conversationFilters: [ended('notExists')] });
		const fresh = rows.filter(({ start }) => start >= askedAt - CLOCK_TOLERANCE_MS).slice(0, CANDIDATES);
		for (const id of fresh.map((row) => row.id.toLowerCase())) {
			const before = looks.get(id) ?? 0;
			if (before === LOOKS_AT_ONE) continue;
			if (await isMarked(look, id, marker)) return id;
			looks.set(id, before + 1);
		}
		await look.wait(POLL_MS);
	}
	throw new Unanswered('no open chat with the marker was found');
}
