import assert from 'node:assert/strict';
import { before } from 'node:test';
import { NOBODYS_ID } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { withBench } from './bench.mts';
import { fillIn, newSamples } from './fill-in.mts';
import { flow, START, type Link } from '../../support/flow.mts';
import { linkedItems } from './linked-items.mts';
import { labelOf, OPERATIONS, readForms, type Field, type Form, type Kind } from './form.mts';

const FORBIDDEN_TEXT = [{ a: 1 }, [NOBODYS_ID], true, 'x'.repeat(256), 'a\u0000b', 'a\nb'];
const FORBIDDEN_ID = [
	{ a: 1 },
	true,
	4711,
	'nope',
	'../../users/me',
	'..%2F..%2Fusers%2Fme',
	`${NOBODYS_ID}/disconnect`,
	`${NOBODYS_ID}?state=open`,
	`${NOBODYS_ID} ${NOBODYS_ID}`,
	'__proto__',
];

/** What a field must not take, by its kind. */
const FORBIDDEN: Readonly<Record<Kind, readonly unknown[]>> = {
	text: FORBIDDEN_TEXT,
	longText: [{ a: 1 }, [NOBODYS_ID], true, 4711],
	id: FORBIDDEN_ID,
	ids: [...FORBIDDEN_ID, [NOBODYS_ID, '../../users/me'], [[]]],
	choice: [{ a: 1 }, true, 4711, '', 'nope', '__proto__', 'toString'],
	choices: [{ a: 1 }, true, 4711, 'nope', ['agent', 'nope'], [[]]],
	flag: [{ a: 1 }, 4711, 0, '', 'nope', []],
	number: [{ a: 1 }, true, -1, '', 'nope', [5], '1e999', 'NaN'],
	time: [{ a: 1 }, true, 4711, 'nope', '../../users/me'],
};
const BLANK = ['', '   '];

/** All of them: what one field must not take, another one may, and must do no harm there either. */
const HOSTILE = [
	...new Map(
		[...Object.values(FORBIDDEN).flat(), ...BLANK].map((value) => [JSON.stringify(value), value]),
	).values(),
];

/** A path of the Platform API in which nothing but words of its own and IDs stands; those of messages are of any form. */
const HARMLESS_PATH =
	/^\/api\/v2((\/([a-z]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}))+|\/conversations\/messages\/[\da-z-]+\/details)$/i;

inRealN8n('Values that nobody expects, in real n8n', (rig) => {
	const bench = withBench(rig);
	let forms: readonly Form[] = [];

	before(async () => {
		forms = await readForms(rig().client, `${rig().packed.name}.genesysWebMessaging`);
	});

	for (const name of OPERATIONS) {
		scenario(
			`every field of ${name} refuses what it cannot use, by its name, and no URL holds it`,
			async () => {
				const form = forms.find(({ resource, operation }) => `${resource} ${operation}` === name);
				assert.ok(form);
				bench().simulator.configure({ rateLimit: { allowed: 100_000 } });
				const samples = newSamples(bench());
				const nodes = form.fields.map((field) =>
					bench().node(
						fillIn(form, field, '={{ $json.value }}', samples),
						{ onError: 'continueRegularOutput' },
						labelOf(field),
					),
				);
				const links = nodes.map((node): Link => [START, node.name]);

				const execution = await bench().run(
					flow(
						nodes,
						HOSTILE.map((value) => ({ value })),
						links,
					),
				);

				assert.equal(execution.status, 'success', execution.errorMessage);
				for (const field of form.fields) {
					const given = linkedItems(execution, labelOf(field));
					for (const value of forbidden(field)) {
						const place = `${labelOf(field)} = ${JSON.stringify(value).slice(0, 80)}`;
						const told = given.filter(({ from }) => from === indexOf(value)).map(({ json }) => json['error']);
						assert.deepEqual(told, [`The value of '${field.displayName}' cannot be used`], place);
					}
				}
				for (const { path } of bench().requests()) assert.match(path, HARMLESS_PATH);
			},
		);
	}
});

function indexOf(value: unknown): number {
	return HOSTILE.findIndex((other) => JSON.stringify(other) === JSON.stringify(value));
}

function forbidden({ kind, required }: Field): readonly unknown[] {
	return required ? [...FORBIDDEN[kind], ...BLANK] : FORBIDDEN[kind];
}
