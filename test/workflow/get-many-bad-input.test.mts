import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { NODE } from '../harness/workbench.mts';
import { NOBODYS_ID } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { withWorkbench } from '../support/workbench.mts';

type Value = IDataObject[string];

/** The value under test comes in with the item, as from a webhook. */
const VALUE = '={{ $json.value }}';
const NO_UUID: readonly Value[] = ['nope', '../../users/me', 4711, {}, [], true, `${NOBODYS_ID}/x`];
const NO_UUIDS: readonly Value[] = ['nope', [NOBODYS_ID, 'nope'], [4711], [[NOBODYS_ID]], {}, 4711, true];
const NO_TIME: readonly Value[] = ['soon', 'tomorrow at noon', '2026-13-01', {}, [], true];
const NO_NUMBER: readonly Value[] = ['', 'many', -1, '-1', null, {}, [], true, '1e999'];
const NO_CHOICE: readonly Value[] = ['', 'other', 'toString', 5, true, null, {}, []];
const NO_FLAG: readonly Value[] = ['', 'yes', 0, 1, null, {}, []];

const FIELDS: readonly (readonly [shown: string, parameters: INodeParameters, bad: readonly Value[]])[] = [
	['Agent', getMany({ userId: VALUE }), NO_UUID],
	['Division', getMany({ divisionId: VALUE }), NO_UUID],
	['External Contact', getMany({ externalContactId: VALUE }), NO_UUID],
	['External Tag', getMany({ externalTag: VALUE }), [{}, [], true, 'x'.repeat(256), 'a\u0000b']],
	['Flow', getMany({ flowId: VALUE }), NO_UUID],
	['Idle for (Minutes)', getMany({ idleForMinutes: VALUE }), NO_NUMBER],
	['Customer', getMany({ customer: VALUE }), NO_CHOICE],
	['Idle Since', getMany({ idleForMinutes: 60, idleSide: VALUE }), NO_CHOICE],
	['Queue Names or IDs', getMany({ queueIds: VALUE }), NO_UUIDS],
	['Started After', getMany({ startedAfter: VALUE }), NO_TIME],
	['Started Before', getMany({ startedBefore: VALUE }), NO_TIME],
	['State', getMany({ state: VALUE }), [...NO_CHOICE, 'closed']],
	['Return All', getMany({}, { returnAll: VALUE, limit: 1 }), NO_FLAG],
	['Limit', getMany({}, { returnAll: false, limit: VALUE }), [...NO_NUMBER, 0]],
	['Output', getMany({}, { output: VALUE }), NO_CHOICE],
	['Verify Live', getMany({}, { options: { verifyLive: VALUE } }), NO_FLAG],
];

describe('Get Many refuses before any request, by the name that the user sees,', () => {
	const bench = withWorkbench();

	it.each(['anyone', 'agent', 'customer', 'customerAfterAgent'])(
		'Idle Since (%s) without Idle for, which would be no filter',
		async (idleSide) => {
			const execution = await bench().run({ parameters: getMany({ idleSide }) });

			expect(execution.error(NODE)).toMatchObject({
				message: "The value of 'Idle Since' cannot be used",
				description: "It needs 'Idle for (Minutes)' beside it. Add that filter, too.",
			});
			expect(bench().calls()).toEqual([]);
		},
	);

	it.each(FIELDS)('a bad %s', async (shown, parameters, bad) => {
		const execution = await bench().run({
			parameters,
			items: bad.map((value) => ({ value })),
			settings: { onError: 'continueRegularOutput' },
		});

		const told = execution
			.output(NODE)
			.map(({ json, pairedItem }, item) => ({ value: bad[item], error: json['error'], pairedItem }));
		expect(told).toEqual(
			bad.map((value, item) => ({
				value,
				error: `The value of '${shown}' cannot be used`,
				pairedItem: { item },
			})),
		);
		expect(bench().calls()).toEqual([]);
		expect(bench().tokenRequests()).toBe(0);
	});
});
