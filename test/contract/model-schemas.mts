import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

import { kept } from './kept.mts';

/** The types in `models.mts` that values can be held against. */
export type ModelTable = 'Answers' | 'Bodies';

/** Says what of a value does not fit its model; empty when it fits. */
export type Judge = (value: unknown) => string[];

/** JSON Schemas of the official SDK's models. */
export interface ModelSchemas {
	/** @throws Error when the table has no such entry */
	judge(table: ModelTable, entry: string): Judge;
	/** For the body of an answer that refuses a call (`ErrorBody`). */
	readonly judgeRefusal: Judge;
}

const ID = 'models';
const MODELS = join(__dirname, 'models.mts');
const PROJECT = resolve(__dirname, '../..');

/**
 * The schemas of the models that are used, generated from the SDK's typings. A field that its model does not have is a
 * mistake.
 */
export function readModelSchemas(): ModelSchemas {
	const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
	ajv.addSchema(corrected(generated()), ID);
	const judgeBy = (...names: string[]): Judge => {
		const pointer = names.map((name) => encodeURIComponent(name.replaceAll('/', '~1'))).join('/');
		const validate = ajv.getSchema(`${ID}#/definitions/${pointer}`);
		if (validate === undefined) throw new Error(`models.mts has no model for ${names.join(': ')}`);
		return (value) => complaintsOf(validate, value);
	};
	return {
		judge: (table, entry) => judgeBy(table, 'properties', entry),
		judgeRefusal: judgeBy('Refusal'),
	};
}

/** Generating takes seconds: it compiles the SDK's typings, seventy thousand lines. Its outcome is kept. */
function generated(): object {
	const packages = ['purecloud-platform-client-v2', 'ts-json-schema-generator', 'typescript'];
	const manifests = packages.map((name) => join(PROJECT, 'node_modules', name, 'package.json'));
	const madeFrom = [MODELS, ...manifests].map((file) => readFileSync(file, 'utf8'));
	return kept('model-schemas', madeFrom, () =>
		createGenerator({
			path: MODELS,
			tsconfig: join(PROJECT, 'tsconfig.dev.json'),
			additionalProperties: false,
			// The compiler checks the types of the whole project already.
			skipTypeCheck: true,
		}).createSchema('*'),
	);
}

/**
 * The schema without the two things that the typings cannot say. They write `object` for any JSON there is, lists
 * included, while in a schema an object is never a list. And they have every segment of a leg end, while the one that
 * goes on has no `endTime` (`GET /api/v2/conversations/{conversationId}` of a conversation that is open).
 */
function corrected(schema: object): AnySchemaObject {
	return JSON.parse(JSON.stringify(schema), (name, part: unknown) => {
		if (name === SEGMENT) return withoutRequired(part, 'endTime');
		return JSON.stringify(part) === ANY_OBJECT ? { type: ['object', 'array'] } : part;
	}) as AnySchemaObject;
}

const SEGMENT = 'Models.Segment';
const ANY_OBJECT = '{"type":"object"}';

/** @throws Error when the field is not required, so that no correction outlives its reason */
function withoutRequired(definition: unknown, field: string): object {
	if (typeof definition !== 'object' || definition === null || !('required' in definition)) {
		throw new Error('Nothing is required any more');
	}
	const { required } = definition;
	if (!Array.isArray(required) || !required.includes(field))
		throw new Error(`${field} is not required any more`);
	return { ...definition, required: required.filter((name) => name !== field) };
}

function complaintsOf(validate: ValidateFunction, value: unknown): string[] {
	if (validate(value)) return [];
	return (validate.errors ?? []).map(({ instancePath, message = '', params }) =>
		`${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
	);
}
