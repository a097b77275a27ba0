import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import { DataTable, type Editor } from './data-table.mts';

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

const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** A data table of n8n with the columns of the retry queue. */
export class RetryQueue {
	private constructor(private readonly table: DataTable) {}

	/** Makes the table. */
	static async create(editor: Editor, name: string): Promise<RetryQueue> {
		return new RetryQueue(await DataTable.create(editor, name, COLUMNS));
	}

	/** What the user copies into the example's settings. */
	get id(): string {
		return this.table.id;
	}

	/** Every row, the oldest first. */
	async rows(): Promise<readonly UnknownObject[]> {
		return await this.table.rows();
	}

	/** Lets the wait of every row be over. */
	async makeDue(): Promise<void> {
		await this.table.change({ nextTry: LONG_AGO });
	}

	async clear(): Promise<void> {
		await this.table.clear();
	}
}
