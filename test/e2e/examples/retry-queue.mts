import { asArray, asObject, textField, type JsonObject } from '../../../scripts/n8n/json.mts';

/** What the queue needs of n8n: the editor's REST interface, of somebody who is logged in. */
export interface Editor {
	request(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** The columns that the example asks its user to make. */
const COLUMNS = [
	{ name: 'findBy', type: 'string' },
	{ name: 'target', type: 'string' },
	{ name: 'askedAt', type: 'string' },
	{ name: 'nextTry', type: 'string' },
	{ name: 'status', type: 'string' },
	{ name: 'reason', type: 'string' },
	{ name: 'attempts', type: 'number' },
] as const;

/** The columns that every data table has have such names; every row has an id. */
const EVERY_ROW = { type: 'and', filters: [{ columnName: 'id', condition: 'gte', value: 0 }] };
const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** A data table of n8n with the columns of the retry queue. */
export class RetryQueue {
	readonly #editor: Editor;
	readonly #path: string;

	private constructor(
		editor: Editor,
		/** What the user copies into the example's settings. */
		readonly id: string,
		path: string,
	) {
		this.#editor = editor;
		this.#path = path;
	}

	/** Makes the table, as a user does in the editor, in the project that every user has. */
	static async create(editor: Editor, name: string): Promise<RetryQueue> {
		const project = asObject(await editor.request('GET', '/rest/projects/personal'), 'project');
		const tables = `/rest/projects/${textField(project, 'id', 'project')}/data-tables`;
		const table = asObject(await editor.request('POST', tables, { name, columns: COLUMNS }), 'data table');
		const id = textField(table, 'id', 'data table');
		return new RetryQueue(editor, id, `${tables}/${id}/rows`);
	}

	/** Every row, the oldest first. */
	async rows(): Promise<readonly JsonObject[]> {
		const page = asObject(await this.#editor.request('GET', `${this.#path}?sortBy=id:asc&take=100`), 'rows');
		return asArray(page['data'], 'rows').map((row) => asObject(row, 'row'));
	}

	/** Lets the wait of every row be over. */
	async makeDue(): Promise<void> {
		const data = { nextTry: LONG_AGO };
		await this.#editor.request('PATCH', this.#path, { filter: EVERY_ROW, data });
	}

	async clear(): Promise<void> {
		const filter = encodeURIComponent(JSON.stringify(EVERY_ROW));
		await this.#editor.request('DELETE', `${this.#path}?filter=${filter}`);
	}
}
