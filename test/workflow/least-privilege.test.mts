import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { NODE } from '../harness/workbench.mts';
import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import {
	LISTS,
	MARKS,
	PERMISSIONS,
	roleTable,
	setScene,
	TRIGGER,
	WAYS,
	type Permission,
	type Way,
} from '../support/roles.mts';
import { closeSession } from '../support/parameters.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { activate } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

const EVENTS = ['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'];
const PAGE = join(__dirname, '../../docs/errors.md');

/** What a run came to. */
interface Outcome {
	readonly items: readonly IDataObject[];
	/** The error. */
	readonly told: string;
	readonly isOpen: boolean;
}

function without(role: readonly Permission[], permission: Permission): Permission[] {
	return role.filter((one) => one !== permission);
}

describe('The smallest role', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();

	const scene = () => setScene(bench().simulator.world);

	/** What comes of all ways to do something with these permissions and no others, each in a world of its own. */
	async function outcomes(what: Way, permissions: readonly Permission[]): Promise<Outcome[]> {
		const found: Outcome[] = [];
		for (;;) {
			bench().reset();
			const way = what.parameters(scene())[found.length];
			if (!way) return found;
			bench().restrict({ permissions: [...permissions] });
			const execution = await bench().run({ parameters: way });
			const error = execution.error(NODE);
			found.push({
				items: error ? [] : execution.json(NODE),
				told: error ? `${error.message} ${error.description ?? ''}` : '',
				isOpen: openConversations(bench().simulator.world).length > 0,
			});
		}
	}

	describe.each(WAYS)('for: $what', (way) => {
		const { role, besides, isMiss = false } = way;

		it('is enough', async () => {
			for (const { items, told } of await outcomes(way, role)) {
				expect(told).toBe('');
				expect(items.length).toBeGreaterThan(0);
				for (const item of items) {
					expect(item['found'] === false).toBe(isMiss);
					expect(item['reason'] ?? '').not.toContain('permission');
				}
			}
		});

		for (const permission of role)
			it(`would not be without ${permission}, and the node says which is missing`, async () => {
				for (const { items, told, isOpen } of await outcomes(way, without(role, permission))) {
					const reasons = items.map(({ reason }) => (typeof reason === 'string' ? reason : '')).join(' ');
					expect(`${told} ${reasons}`).toContain(PERMISSIONS[permission]);
					// What a close brings along does not keep it from closing.
					expect(isOpen).toBe(permission !== besides);
				}
			});
	});

	describe.each(EVENTS)('for the trigger (%s)', (event) => {
		/** It is activated with all permissions, and something happens. */
		async function poll(permissions: readonly Permission[]): Promise<string[]> {
			const trigger = await activate(
				bench(),
				event === 'conversationIdle' ? { event, idleForMinutes: 1 } : { event },
			);
			const { world } = bench().simulator;
			travel().pass(MINUTE_MS);
			const { id } = openContactCenter(world).chat({ startedAt: world.now() });
			world.customerWrites(id);
			if (event === 'conversationEnded') world.end(id);
			if (event === 'customerLeft') world.customerLeaves(id);
			travel().pass(20 * MINUTE_MS);
			bench().restrict({ permissions: [...permissions] });
			return [...(await trigger.ids()), ...(await trigger.ids())];
		}

		it('is enough', async () => {
			await expect(poll(TRIGGER)).resolves.toHaveLength(1);
		});

		it.each(TRIGGER)('would not be without %s, and the poll says which is missing', async (permission) => {
			await expect(poll(without(TRIGGER, permission))).rejects.toMatchObject({
				description: expect.stringContaining(PERMISSIONS[permission]) as unknown,
			});
		});
	});

	it('is told of every list that there is to choose from', () => {
		const { listSearch, loadOptions } = new GenesysWebMessaging().methods;

		expect(LISTS.map(([, method]) => method).toSorted()).toEqual(
			Object.keys({ ...listSearch, ...loadOptions }).toSorted(),
		);
	});

	describe.each(LISTS)('for the list to choose from: %s', (_what, method, role) => {
		const names = async (permissions: readonly Permission[]) => {
			const there = scene();
			bench().restrict({ permissions: [...permissions] });
			const form = bench().form(closeSession(there.chat.id, {}));
			return method.startsWith('get') ? await form.options(method) : (await form.search(method)).results;
		};

		it('is enough, and would not be without any of it, which the form says', async () => {
			expect((await names(role)).length).toBeGreaterThan(0);
			for (const permission of role)
				await expect(names(without(role, permission))).rejects.toMatchObject({
					description: expect.stringContaining(PERMISSIONS[permission]) as unknown,
				});
		});
	});

	it('is known of every operation', () => {
		const known = WAYS.flatMap((way) => way.parameters(scene())).map(({ resource, operation }) => [
			resource,
			operation,
		]);

		expect(new Set(known.map(String))).toEqual(
			new Set(OPERATIONS.map(({ resource, value }) => String([resource, value]))),
		);
	});

	it('is in docs/errors.md as "npm run role-table" writes it', () => {
		const [, from = ''] = readFileSync(PAGE, 'utf8').split(MARKS[0]);
		const [table] = from.split(MARKS[1]);

		expect(table).toBe(`\n${roleTable()}\n`);
	});
});
