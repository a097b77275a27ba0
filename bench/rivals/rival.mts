/** What a rival is to do. */
export interface Task {
	/** Base address of API and login host, without a trailing slash. */
	readonly url: string;
	/** An access token, so that nobody has to fetch one first. */
	readonly token: string;
	readonly conversationIds: readonly string[];
	/** What a wait of one second that the rival chooses itself is cut to, in seconds; what the server asks for is kept. */
	readonly factor: number;
}

/** Closes all conversations of the task; gives how many of its rows came back as failed. */
export type Run = () => Promise<number>;

/** A way to close many conversations. */
export interface Rival {
	/** Loads whatever is needed; no call is made yet. */
	ready(task: Task): Promise<Run>;
}
