import assert from 'node:assert/strict';
import { before } from 'node:test';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { withBench } from './bench.mts';
import { fillIn, newSamples, sampleOf, type Samples } from './fill-in.mts';
import { flow, START } from '../../support/flow.mts';
import { labelOf, OPERATIONS, readForms, type Field, type Form } from './form.mts';

/** Each node of a chain runs, once, whatever the one before it has given. */
const IN_ANY_CASE = { alwaysOutputData: true, executeOnce: true, onError: 'continueRegularOutput' };

/** Operations that change the conversation: no two fields can be tried on the same one. */
const CHANGING = ['close'];

/** What Genesys was asked and what n8n has shown, with IDs and times told apart but not told. */
interface Outcome {
	readonly requests: string;
	readonly items: readonly string[];
}

inRealN8n('Expressions, in real n8n', (rig) => {
	const bench = withBench(rig);
	let forms: readonly Form[] = [];

	before(async () => {
		forms = await readForms(rig().client, `${rig().packed.name}.genesysWebMessaging`);
	});

	scenario('the form has all operations, and no other', () => {
		assert.deepEqual(
			forms.map(({ resource, operation }) => `${resource} ${operation}`).toSorted(),
			OPERATIONS.toSorted(),
		);
	});

	for (const name of OPERATIONS) {
		scenario(`every field of ${name} means the same by expression as when it is filled in`, async () => {
			const form = forms.find(({ resource, operation }) => `${resource} ${operation}` === name);
			assert.ok(form);
			bench().simulator.configure({ rateLimit: { allowed: 100_000 } });
			bench().center.chat();
			const shared = newSamples(bench());
			const samples = () => (CHANGING.includes(form.operation) ? newSamples(bench()) : shared);

			const filledIn = await outcome(form, samples, (_field, value) => value);
			const byExpression = await outcome(
				form,
				samples,
				(field) => `={{ $('${START}').first().json.values['${labelOf(field)}'] }}`,
			);

			assert.equal(byExpression.requests, filledIn.requests);
			assert.deepEqual(byExpression.items, filledIn.items);
		});
	}

	/** Runs the operation once for each field of its form, one after the other. */
	async function outcome(
		form: Form,
		samples: () => Samples,
		write: (field: Field, value: unknown) => unknown,
	): Promise<Outcome> {
		const cases = form.fields.map((field) => ({ field, samples: samples() }));
		const values = Object.fromEntries(
			cases.map(({ field, samples: own }) => [labelOf(field), sampleOf(field, own)]),
		);
		const nodes = cases.map(({ field, samples: own }) => {
			const parameters = fillIn(form, field, write(field, values[labelOf(field)]), own);
			return bench().node(parameters, IN_ANY_CASE, labelOf(field));
		});
		const before = bench().requests().length;
		const execution = await bench().run(flow(nodes, [{ values }]));
		assert.equal(execution.status, 'success', execution.errorMessage);
		const items = cases.map(({ field }) => {
			const given = execution.items(labelOf(field));
			for (const item of given) assert.ok(!('error' in item), `${labelOf(field)}: ${JSON.stringify(item)}`);
			return `${labelOf(field)}: ${masked(given)}`;
		});
		return { requests: masked(bench().requests().slice(before).map(sent)), items };
	}
});

function sent({
	method,
	path,
	query,
	body,
}: {
	method: string;
	path: string;
	query: UnknownObject;
	body?: unknown;
}) {
	return { method, path, query, body };
}

/** The JSON of a value, with a number in place of each ID, the same for the same ID, and without times. */
function masked(value: unknown): string {
	const known = new Map<string, string>();
	return JSON.stringify(value, null, 1)
		.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
		.replaceAll(/[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/g, (id) => {
			const number = known.get(id) ?? `<id ${known.size}>`;
			known.set(id, number);
			return number;
		});
}
