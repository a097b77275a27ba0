import { randomInt } from 'node:crypto';
import { disconnectConversation, getMessages } from '../../nodes/shared/conversations/calls.ts';
import { isUuid } from '../../nodes/shared/platform/ids.ts';
import type { Json } from './json.mts';
import { isOpen, lastLeg, legsOf, type Leg } from './legs.mts';
import { ended, refusal, type Look } from './look.mts';
import { confirms, type Person } from './person.mts';
import type { Answer, Platform, Request, Token } from './platform.mts';
import type { Presumption } from './presumed.mts';
import type { Session } from './session.mts';
import { Declined, Unanswered } from './trouble.mts';

/** What the chat needs besides a look. */
interface Means {
	readonly platform: Platform;
	readonly session: Session;
	readonly look: Look;
	readonly person: Person;
	/** Told of each call that changes something, before it is sent. */
	readonly onChange: () => void;
}

/** A call that changes something. */
interface Step {
	/** What the person is asked to agree to. */
	readonly what: string;
	readonly call: Request;
	/** What has to be so, right before it is sent. */
	readonly presumes: Presumption;
	/** What else has to be looked at after the yes. @throws Unanswered if it may not be sent */
	readonly check?: () => Promise<void>;
	/** Instead of the client's own token. */
	readonly token?: Token | undefined;
}

/** What was seen of a chat that was watched. */
export interface Watched {
	readonly conversation: Json;
	readonly legs: readonly Leg[];
	/** How long, in words that are fit for the report. */
	readonly howLong: string;
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
/** Somebody else has closed it. */
const IS_OVER = 'the chat has ended';
/** More conversations than this are not read to find a marker. */
const CANDIDATES = 20;
/** What follows a step may follow late. One that has not come by then is said not to have come by then. */
const WATCH_MS = 30_000;
const WATCH_POLL_MS = 3_000;
/** Messages that one call reads. */
const MOST_READ = 100;
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

	/** Those of these listed messages whose text is this one, in small letters. */
	async withText(listed: readonly string[], text: string): Promise<readonly string[]> {
		return listed.length === 0
			? []
			: await withText(this.#means.look, this.id, listed.slice(0, MOST_READ), text);
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

	/** Looks at the conversation until it is so, for half a minute at most; what is not so by then is no reason to give up. */
	async watch(isSo: (legs: readonly Leg[], conversation: Json) => boolean): Promise<Watched> {
		const { look } = this.#means;
		const since = look.now();
		for (;;) {
			const conversation = await this.look();
			const legs = legsOf(conversation);
			const passed = look.now() - since;
			if (isSo(legs, conversation) || passed >= WATCH_MS)
				return { conversation, legs, howLong: `${Math.round(passed / 1000)} seconds` };
			await look.wait(WATCH_POLL_MS);
		}
	}

	/**
	 * Sends a call that changes something, once the person has said yes, and the marker, and that all is as it is presumed, has been
	 * seen after that.
	 * @throws Declined if they say no; Unanswered if it is not the test chat, or not as presumed, or the call is refused for lack of a right
	 */
	async change({ what, call, presumes, check, token }: Step): Promise<Answer> {
		const { person, platform, session, onChange } = this.#means;
		if (!(await confirms(person, `${what}, in the chat with "${this.marker}": go ahead?`)))
			throw new Declined('you said no to a step of it');
		const bearer = token ?? (await session.token());
		await this.#check();
		if (check !== undefined) {
			await this.#presume(presumes);
			await check();
		}
		await this.#presume(presumes);
		onChange();
		const answer = await platform.send(call, bearer).catch((error: unknown) => {
			if (!(error instanceof Unanswered)) throw error;
			throw new Unanswered(`${error.message}; whether the step was carried out is not known`, {
				cause: error,
			});
		});
		if ([401, 403, 429].includes(answer.status)) throw refusal(call, answer.status);
		return answer;
	}

	/** Offers to close what a question has left open. */
	async tidyUp(): Promise<void> {
		try {
			if (!(await this.legs()).some(isOpen)) return;
			await this.change({
				what: 'Close the test chat, which is still open',
				call: closeCall(this.id),
				presumes: (legs) => (legs.some(isOpen) ? undefined : IS_OVER),
			});
		} catch (error) {
			if (!(error instanceof Unanswered)) throw error;
			if (error.message !== IS_OVER) this.tellThatItMayBeOpen();
		}
	}

	/** Says a line to the person. */
	tell(line: string): void {
		this.#means.person.tell(line);
	}

	/** Leaves it to the person. */
	tellThatItMayBeOpen(): void {
		this.tell(`The chat with "${this.marker}" may still be open. Close it yourself.`);
	}

	async #check(): Promise<void> {
		if (await isMarked(this.#means.look, this.id, this.marker)) return;
		throw new Unanswered(
			'the conversation is not a web messaging chat whose customer has written the marker: nothing was changed',
		);
	}

	async #presume(presumes: Presumption): Promise<void> {
		const whyNot = presumes(await this.legs());
		if (whyNot !== undefined) throw new Unanswered(whyNot);
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
	const messageIds = customers.flatMap((leg) => leg.messageIds).slice(0, MOST_READ);
	if (messageIds.length === 0) return false;
	return (await withText(look, conversationId, messageIds, marker)).length > 0;
}

/** Those of these messages whose text is this one, by the IDs under which the conversation lists them. */
async function withText(
	look: Look,
	conversationId: string,
	listed: readonly string[],
	text: string,
): Promise<readonly string[]> {
	const messages = await look.read({
		...getMessages(conversationId, listed),
		permission: 'conversation:message:view',
	});
	const found = messages
		.at('entities')
		.list.filter((message) => textOf(message)?.trim().toLowerCase() === text)
		.map((message) => bare(message.at('id').text ?? ''));
	return listed.filter((id) => found.includes(bare(id)));
}

function textOf(message: Json): string | undefined {
	return message.at('normalizedMessage', 'text').text ?? message.at('textBody').text;
}

/** An ID of a message without what its spelling adds: how they are spelled is one of the open questions. */
export function bare(id: string): string {
	return id.replaceAll('-', '').toLowerCase();
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
