import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { pollUntil } from '../../scripts/n8n/poll.mts';
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

		assert.deepEqual(await dana.locator('.leg').allInnerTexts(), ['with an agent: Alex Agent']);
		assert.equal(await dana.locator('.facts').innerText(), 'CRM-100045');
		assert.equal(await dana.locator('.words').innerText(), 'Power is green, the others are off.');
	});

	scenario('says in words where a conversation is, and what its time is', async () => {
		const { world } = rig().simulator;
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const open = page.locator('#queues');
		for (const words of ['with the bot', 'waiting in queue', 'customer has left', 'ringing Farid Nazari'])
			await open.locator('.leg', { hasText: words }).first().waitFor();
		assert.match(await row(page, DANA).locator('.age').innerText(), /^last message\s+22 min ago$/);
		assert.match(
			await open.locator('.conversation', { hasText: 'voice' }).locator('.age').innerText(),
			/^started\s+6 min ago$/,
		);

		world.park(dana.open.id);

		await row(page, DANA).locator('.leg', { hasText: 'parked by Alex Agent' }).waitFor();
	});

	scenario('finds a customer by whatever somebody may have of them', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		await row(page, DANA).waitFor();
		const session = dana.open.legs[0]?.sessionId ?? '';
		for (const words of ['dana ex', 'crm-100045', 'dana@example.com', dana.open.id, session]) {
			await page.getByLabel('Search for a customer').fill('nobody');
			await page.getByText('No open conversation.').waitFor();

			await page.getByLabel('Search for a customer').fill(words);

			await row(page, DANA).waitFor();
			assert.equal(await page.locator('#queues .conversation').count(), 1, words);
		}
	});

	scenario('shows the IDs of a conversation, and copies them', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await row(page, DANA).getByRole('button', { name: 'More' }).click();

		for (const [name, id] of [
			['Conversation ID', dana.open.id],
			['External ID', 'CRM-100045'],
			['Session ID, customer', dana.open.customer.sessionId],
		] as const) {
			await page.getByLabel(`Copy ${name}`, { exact: true }).click();
			await page.getByLabel(`Copy ${name}`, { exact: true }).filter({ hasText: 'Copied' }).waitFor();
			assert.equal(await page.evaluate('navigator.clipboard.readText()'), id);
		}
	});

	scenario('tells who has ended a conversation: the customer, the agent, a workflow', async () => {
		const { simulator } = rig();
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const latest = page.locator('#ended .conversation').first();
		await row(page, DANA).waitFor();

		simulator.world.end(dana.open.id);
		await latest.filter({ hasText: DANA }).filter({ hasText: 'ended by Alex Agent' }).waitFor();

		await page.getByRole('button', { name: 'New chat', exact: true }).click();
		await row(page, DANA).filter({ hasText: 'waiting in queue' }).waitFor();
		await row(page, DANA).getByRole('button', { name: 'More' }).click();
		await page.getByRole('button', { name: 'Customer leaves' }).click();
		await latest.filter({ hasText: DANA }).filter({ hasText: 'ended by the customer' }).waitFor();

		await page.getByRole('button', { name: 'New chat', exact: true }).first().click();
		await row(page, DANA).waitFor();
		const open = openConversations().find((one) => lastParticipant(one, 'customer')?.name === DANA);
		const api = await logInToApi(simulator.url);
		const path = `/api/v2/conversations/messages/${open?.id ?? ''}`;
		assert.equal(await api.call('PATCH', path, { state: 'disconnected' }), 200);
		await latest.filter({ hasText: DANA }).filter({ hasText: 'ended by a workflow (API)' }).waitFor();
		assert.equal(
			await page.locator('#latest').innerText(),
			`Last ended: ${DANA}, just now, ended by a workflow (API)`,
		);
	});

	scenario('is as at the start after a reset', async () => {
		const { simulator } = rig();
		const { dana } = rig().seed();
		const before = openConversations().length;
		simulator.world.end(dana.open.id);
		simulator.faults.add({ kind: 'slow' });
		const { page } = await rig().visit('/');
		await page.locator('#ended .conversation').filter({ hasText: DANA }).first().waitFor();
		assert.equal(await row(page, DANA).count(), 0);

		await page.getByRole('button', { name: 'Reset' }).click();

		await row(page, DANA).waitFor();
		assert.equal(openConversations().length, before);
		assert.equal(endTimeOf(simulator.world.conversation(dana.open.id)), undefined);
		assert.deepEqual(simulator.faults.list(), []);
	});

	scenario('tries out a missing permission: reads are answered, a close is refused', async () => {
		const { simulator } = rig();
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const api = await logInToApi(simulator.url);
		const path = `/api/v2/conversations/messages/${dana.open.id}`;

		await toggle(page, 'Permission missing', 'POST');
		assert.equal(await api.call('GET', `/api/v2/conversations/${dana.open.id}`), 200);
		assert.equal(await api.call('PATCH', path, { state: 'disconnected' }), 403);

		await toggle(page, 'Permission missing', 'DELETE');
		assert.equal(await api.call('PATCH', path, { state: 'disconnected' }), 200);
	});

	scenario('tries out the wrong region: neither the login nor a token is good', async () => {
		const { simulator } = rig();
		const { dana } = rig().seed();
		const { page } = await rig().visit('/');
		const api = await logInToApi(simulator.url);

		await wrongRegion(page).click();
		await pollUntil('both faults are there', 10_000, () => simulator.faults.list().length === 2 || undefined);
		assert.equal(await api.call('GET', `/api/v2/conversations/${dana.open.id}`), 401);
		await assert.rejects(logInToApi(simulator.url), /400 !== 200/);
		assert.equal(await wrongRegion(page).isChecked(), true);

		await wrongRegion(page).click();
		await pollUntil('both are gone', 10_000, () => simulator.faults.list().length === 0 || undefined);
		assert.equal(await api.call('GET', `/api/v2/conversations/${dana.open.id}`), 200);
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
				'.age small',
				'.latest',
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

function wrongRegion(page: Page): Locator {
	return page.getByLabel('Wrong region');
}

function row(page: Page, customerName: string): Locator {
	return page.locator('#queues .conversation').filter({ hasText: customerName });
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
