import { genesysCloud, type PollScene } from './n8n-context.mts';
import { chat } from './virtual-conversation.mts';
import { indexed } from './virtual-index.mts';

type Respond = NonNullable<PollScene['respond']>;

export const QUERY = 'POST analytics/conversations/details/query';

/** A chat that has started. */
export interface Started {
	readonly id: string;
	readonly startTime: string;
}

/** How Genesys Cloud answers where some chats have started, the newest last. */
export function answering(...started: readonly Started[]): Respond {
	const rows = started.map(({ id, startTime }) => ({
		conversationId: id,
		conversationStart: startTime,
		participants: [indexed('customer')],
	}));
	return genesysCloud({
		[QUERY]: { conversations: rows.toReversed(), totalHits: rows.length },
		...Object.fromEntries(started.map((one) => [`GET conversations/${one.id}`, chat(one)])),
	});
}

/** Answers once it is told to. */
export function held(respond: Respond) {
	let [isAsked, goOn] = [() => {}, () => {}];
	const asked = new Promise<void>((resolve) => (isAsked = resolve));
	const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
	return {
		asked,
		goOn: () => {
			goOn();
		},
		respond: async (sent: Parameters<Respond>[0]) => {
			isAsked();
			await mayGoOn;
			return await respond(sent);
		},
	};
}
