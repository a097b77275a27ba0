import { asArray, asObject, textField, type UnknownObject } from '../../../scripts/n8n/json.mts';

/** What a data table needs of n8n: the editor's REST interface, of somebody who is logged in. */
export interface Editor {
	request(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** A column, as a user makes it. */
export interface Column {
	readonly name: string;
	readonly type: 'boolean' | 'number' | 'string';
}

/** The columns that every data table has have such names; every row has an id. */
const EVERY_ROW = { type: 'and', filters: [{ columnName: 'id', condition: 'gte', value: 0 }] };

/** A data table of n8n, used as a person uses it in the editor. */
export class DataTable {
	readonly #editor: Editor;
	readonly #path: string;

	private constructor(
		editor: Editor,
		/** What the user copies into an example's settings. */
		readonly id: string,
		path: string,
	) {
		this.#editor = editor;
		this.#path = path;
	}

	/** Makes the table in the project that every user has. */
	static async create(editor: Editor, name: string, columns: readonly Column[]): Promise<DataTable> {
		const project = asObject(await editor.request('GET', '/rest/projects/personal'), 'project');
		const tables = `/rest/projects/${textField(project, 'id', 'project')}/data-tables`;
		const table = asObject(await editor.request('POST', tables, { name, columns }), 'data table');
		const id = textField(table, 'id', 'data table');
		return new DataTable(editor, id, `${tables}/${id}`);
	}

	/** Every row, the oldest first. */
	async rows(): Promise<readonly UnknownObject[]> {
		const page = asObject(
			await this.#editor.request('GET', `${this.#path}/rows?sortBy=id:asc&take=100`),
			'rows',
		);
		return asArray(page['data'], 'rows').map((row) => asObject(row, 'row'));
	}

	async add(row: UnknownObject): Promise<void> {
		await this.#editor.request('POST', `${this.#path}/insert`, { data: [row], returnType: 'count' });
	}

	/** Changes every row, or those with that value in a column. */
	async change(data: UnknownObject, where?: { readonly column: string; readonly is: string }): Promise<void> {
		const filter = where
			? { type: 'and', filters: [{ columnName: where.column, condition: 'eq', value: where.is }] }
			: EVERY_ROW;
		await this.#editor.request('PATCH', `${this.#path}/rows`, { filter, data });
	}

	async clear(): Promise<void> {
		const filter = encodeURIComponent(JSON.stringify(EVERY_ROW));
		await this.#editor.request('DELETE', `${this.#path}/rows?filter=${filter}`);
	}
}
