import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { endTimeOf, lastParticipant, type Conversation } from '../../simulator/world/model.mts';
import { scenario } from '../support/scenario.mts';
import { assertReadable, lightnessOfPage } from './contrast.mts';
import { logInToApi } from './platform.mts';
import { inBrowser } from './suite.mts';

const DANA = 'Dana Example';
const NEVER_AS_HTML = '<img src="/none" onerror="console.error(\'run\')"><b>bold</b>';

inBrowser('The board in a browser', (rig) => {
	function openConversations(): Conversation[] {
		const all = [...rig().simulator.world.conversations.all()];
		return all.filter((conversation) => endTimeOf(conversation) === undefined);
	}

	function customersIn(queueId: string): string[] {
		return openConversations()
			.map((conversation) => lastParticipant(conversation, 'customer'))
			.filter((customer) => customer?.queueId === queueId)
			.map((customer) => customer?.name ?? '');
	}

	scenario('shows every open conversation in its queue', async () => {
		const { queues } = rig().seed();
		const { page } = await rig().visit('/');
		await queuePanel(page, 'Web Support').waitFor();

		assert.equal(await page.locator('h1').innerText(), `${openConversations().length} open conversations`);
		for (const { id, name } of queues) {
			const shown = await queuePanel(page, name).locator('.who').allInnerTexts();
			assert.notEqual(shown.length, 0, name);
			assert.deepEqual(shown.toSorted(), customersIn(id).toSorted(), name);
		}
	});

	scenario("shows who is in a conversation, the customer's ID and the last message", async () => {
		rig().seed();
		const { page } = await rig().visit('/');
		const dana = row(page, DANA);
		await dana.waitFor();

		assert.deepEqual(await dana.locator('.leg').allInnerTexts(), ['customer', 'Alex Agent']);
		assert.equal(await dana.locator('.facts').innerText(), 'CRM-100045');
		assert.equal(await dana.locator('.words').innerText(), 'Power is green, the others are off.');
	});

	scenario('tells a leg that rings or is parked from one that is connected', async () => {
		const { world } = rig().simulator;
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const agent = row(page, DANA).locator('.leg').last();
		assert.equal(await agent.innerText(), 'Alex Agent');

		world.park(dana.open.id);

		await agent.filter({ hasText: 'Alex Agent · parked' }).waitFor();
		await page
			.locator('.leg')
			.filter({ hasText: /· alerting$/ })
			.first()
			.waitFor();
	});

	scenario('shows the request rate and the latest calls as they come', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const rate = page.locator('#rate-use');
		await rate.filter({ hasText: /^No window open$/ }).waitFor();
		const api = await logInToApi(rig().simulator.url);

		for (const { id } of [dana.open, dana.ended, dana.open])
			await api.call('GET', `/api/v2/conversations/${id}`);

		await rate.filter({ hasText: /^3 of 300 calls$/ }).waitFor();
		const calls = page.locator('#calls li').filter({ hasText: /^200\s*GET \/conversations\// });
		assert.equal(await calls.count(), 3);
		const bars = page.locator('#spark rect[opacity="1"]');
		assert.notEqual(await bars.count(), 0);
	});

	scenario('takes a conversation away when it is closed through the API', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		await row(page, DANA).waitFor();
		const before = openConversations().length;
		const api = await logInToApi(rig().simulator.url);

		const path = `/api/v2/conversations/messages/${dana.open.id}`;
		assert.equal(await api.call('PATCH', path, { state: 'disconnected' }), 200);

		await row(page, DANA).waitFor({ state: 'detached' });
		assert.equal(await page.locator('h1').innerText(), `${before - 1} open conversations`);
	});

	scenario('switches a fault on and off', async () => {
		const { simulator } = rig();
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const api = await logInToApi(simulator.url);
		const get = () => api.call('GET', `/api/v2/conversations/${dana.open.id}`);
		assert.equal(await get(), 200);

		await toggle(page, 'Unavailable', 'POST');
		assert.equal(await get(), 503);
		await page.locator('#calls li').filter({ hasText: /^503/ }).waitFor();

		await toggle(page, 'Unavailable', 'DELETE');
		assert.equal(await get(), 200);
		assert.deepEqual(simulator.faults.list(), []);
	});

	scenario('shows a fault that somebody else has switched on', async () => {
		rig().seed();
		const { page } = await rig().visit('/');
		const slow = page.getByLabel('Slow');
		await slow.waitFor();
		assert.equal(await slow.isChecked(), false);

		rig().simulator.faults.add({ kind: 'slow', ms: 2000, match: { path: '^/api/' } });

		await page.locator('#faults input:checked').waitFor();
		assert.equal(await slow.isChecked(), true);
	});

	scenario('shows HTML in a message as text', async () => {
		const { dana } = rig().seed();
		rig().simulator.world.customerWrites(dana.open.id, NEVER_AS_HTML);

		const { page } = await rig().visit('/');

		assert.equal(await row(page, DANA).locator('.words').textContent(), NEVER_AS_HTML);
		assert.equal(await page.locator('#queues :is(img, b)').count(), 0);
	});

	scenario('leads to the messenger of the customer', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');

		await row(page, DANA).click();

		await page.waitForURL(`**/messenger/${dana.open.id}`);
	});

	for (const colorScheme of ['light', 'dark'] as const) {
		scenario(`is ${colorScheme} where the user wants it so, and can be read`, async () => {
			rig().seed();
			const { page } = await rig().visit('/', { colorScheme });
			await row(page, DANA).waitFor();

			const lightness = await lightnessOfPage(page);
			assert.ok(colorScheme === 'light' ? lightness > 0.8 : lightness < 0.1, String(lightness));
			await assertReadable(page, [
				'h1',
				'.who',
				'.facts',
				'.words',
				'.leg',
				'.age',
				'.switch small',
				'#calls li',
			]);
		});
	}

	scenario('has no horizontal scroll bar, down to the width of a phone', async () => {
		rig().seed();
		for (const width of [1280, 800, 360]) {
			const { page } = await rig().visit('/', { width });
			await row(page, DANA).waitFor();
			assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
		}
	});
});

function queuePanel(page: Page, name: string): Locator {
	return page.locator('#queues > .panel').filter({ has: page.getByRole('heading', { name, exact: true }) });
}

function row(page: Page, customerName: string): Locator {
	return page.locator('.conversation').filter({ hasText: customerName });
}

/** Clicks the switch of a fault and waits until the simulator has heard of it. */
async function toggle(page: Page, label: string, method: 'DELETE' | 'POST'): Promise<void> {
	const isHeard = page.waitForResponse((response) => {
		const request = response.request();
		return request.method() === method && new URL(request.url()).pathname.startsWith('/_simulator/faults');
	});
	await page.getByLabel(label).click();
	await isHeard;
}
