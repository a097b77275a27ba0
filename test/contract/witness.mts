import { isObject } from '../../scripts/n8n/json.mts';
import { OPERATIONS } from '../../simulator/operations/all.mts';
import type { Simulator } from '../../simulator/index.mts';
import type { Answers } from './models.mts';
import type { ModelSchemas } from './model-schemas.mts';

/** The status that a call was answered with, and what of the answer does not fit the SDK's model. */
export interface Finding {
	readonly resource: string;
	readonly status: number;
	readonly complaints: readonly string[];
	/** Whether it is a list without an entry, which fits every model; undefined for what is no list. */
	readonly isEmpty?: boolean | undefined;
}

/** What a page keeps its entries under. */
const ENTRIES = ['entities', 'conversations', 'results'];

/**
 * Watches the official SDK at work on a simulator: each call goes to the resource that it is said to go to, and each
 * answer is held against the model that the SDK's typings promise, a refusal against `ErrorBody`.
 */
export class Witness {
	readonly findings: Finding[] = [];

	constructor(
		private readonly simulator: Simulator,
		private readonly schemas: ModelSchemas,
	) {}

	/** A call that is answered with a model. @returns the answer, unless the call is refused */
	async model<Resource extends keyof Answers>(
		resource: Resource,
		call: () => Promise<Answers[Resource]>,
	): Promise<Answers[Resource] | undefined> {
		return await this.watch(resource, call, this.schemas.judge('Answers', resource));
	}

	/** A call that is answered with a text, which may be empty. */
	async text(resource: string, call: () => Promise<string>): Promise<void> {
		await this.watch(resource, call, (answer) =>
			answer === undefined || typeof answer === 'string' ? [] : ['The answer is no text'],
		);
	}

	/** A call that is answered without a body. */
	async nothing(resource: string, call: () => Promise<void>): Promise<void> {
		await this.watch(resource, call, (answer) => (answer === undefined ? [] : ['The answer has a body']));
	}

	/** What did not fit, one line each. */
	get complaints(): string[] {
		return this.findings.flatMap(({ resource, status, complaints }) =>
			complaints.map((complaint) => `${resource} (${status}): ${complaint}`),
		);
	}

	/** The resources whose answer was seen, refusals aside. */
	get answered(): Set<string> {
		return new Set(this.findings.filter(({ status }) => status < 300).map(({ resource }) => resource));
	}

	/** The lists of which no entry was ever seen. */
	get emptyLists(): string[] {
		const lists = this.findings.filter(({ isEmpty }) => isEmpty !== undefined);
		const filled = new Set(lists.filter(({ isEmpty }) => isEmpty === false).map(({ resource }) => resource));
		return [...new Set(lists.map(({ resource }) => resource))].filter((resource) => !filled.has(resource));
	}

	private async watch<Answer>(
		resource: string,
		call: () => Promise<Answer>,
		judge: (answer: unknown) => string[],
	): Promise<Answer | undefined> {
		const [outcome] = await Promise.allSettled([call()]);
		const status = this.statusOfLastCall(resource);
		if (outcome.status === 'fulfilled') {
			const isEmpty = isEmptyList(outcome.value);
			this.findings.push({ resource, status, complaints: judge(outcome.value), isEmpty });
			return outcome.value;
		}
		const body: unknown = outcome.reason;
		this.findings.push({ resource, status, complaints: this.schemas.judgeRefusal(body) });
		return undefined;
	}

	private statusOfLastCall(resource: string): number {
		const last = this.simulator.requests.at(-1);
		const actual = last === undefined ? 'nowhere' : resourceOf(last.method, last.path);
		if (last === undefined || actual !== resource) throw new Error(`A call to ${resource} went to ${actual}`);
		return last.status;
	}
}

function isEmptyList(answer: unknown): boolean | undefined {
	if (Array.isArray(answer)) return answer.length === 0;
	if (!isObject(answer)) return undefined;
	const lists = ENTRIES.flatMap((key) => (Array.isArray(answer[key]) ? [answer[key]] : []));
	return lists.length === 0 ? undefined : lists.every(({ length }) => length === 0);
}

/** The resource that a request goes to, as documented: `GET /api/v2/users/{userId}`. */
export function resourceOf(method: string, path: string): string {
	const matching = RESOURCES.filter((resource) => resource.method === method && resource.pattern.test(path));
	// Like a router's: a literal part is more specific than a placeholder.
	const [found] = matching.sort((one, other) => one.placeholders - other.placeholders);
	return found?.name ?? `${method} ${path}`;
}

const RESOURCES = OPERATIONS.map(({ method, path }) => ({
	method,
	name: `${method} ${path}`,
	pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
	placeholders: path.split('{').length,
}));

/** Every resource that the simulator answers. */
export const EVERY_RESOURCE: readonly string[] = RESOURCES.map(({ name }) => name);
