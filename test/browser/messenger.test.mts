import assert from 'node:assert/strict';
import { before } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { GENESYS_CREDENTIAL_TYPE, genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { DEFAULT_CLIENT, type Simulator } from '../../simulator/index.mts';
import { endTimeOf, messagesOf } from '../../simulator/world/model.mts';
import { scenario } from '../support/scenario.mts';
import { createEngine, type Engine } from '../harness/engine.mts';
import { CREDENTIAL_ID, NODE, workflowAround } from '../harness/node-run.mts';
import { close } from '../support/parameters.mts';
import { assertReadable, lightnessOfPage } from './contrast.mts';
import { inBrowser } from './suite.mts';

const NEVER_AS_HTML = '<img src="/none" onerror="console.error(\'run\')"><b>bold</b>';

inBrowser("The customer's messenger in a browser", (rig) => {
	let engine: Engine;

	before(async () => {
		const data = { ...genesysCredentialData(rig().simulator.url, DEFAULT_CLIENT) };
		engine = await createEngine(PROJECT_FOLDER, { [CREDENTIAL_ID]: { type: GENESYS_CREDENTIAL_TYPE, data } });
	});

	/** Closes a conversation with the node, in n8n's engine. */
	async function closeByNode(conversationId: string): Promise<void> {
		const byId = { __rl: true, mode: 'id', value: conversationId };
		const execution = await engine.run(workflowAround({ parameters: close(byId) }));
		assert.equal(execution.error(NODE), undefined);
		assert.deepEqual(
			execution.json(NODE).map(({ status }) => status),
			['closed'],
		);
	}

	scenario('shows the conversation, and sends what the customer writes', async () => {
		const { world } = rig().simulator;
		const { dana } = rig().seed();
		const { page } = await rig().visit(`/messenger/${dana.open.id}`);
		await bubble(page, 'Hi Dana, Alex here. Which lights are on?').waitFor();
		assert.equal(await page.locator('h1').innerText(), 'Alex Agent');

		await input(page).fill('Now all of them are green.');
		await page.getByRole('button', { name: 'Send' }).click();

		await bubble(page, 'Now all of them are green.').waitFor();
		assert.equal(messagesOf(world.conversation(dana.open.id)).at(-1)?.text, 'Now all of them are green.');
	});

	scenario('shows what the agent writes as it comes, HTML as text', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit(`/messenger/${dana.open.id}`);
		await bubble(page, 'Power is green').waitFor();

		rig().simulator.world.agentWrites(dana.open.id, NEVER_AS_HTML);

		await bubble(page, NEVER_AS_HTML).waitFor();
		assert.equal(await page.locator('#transcript :is(img, b)').count(), 0);
	});

	scenario(
		'shows what was written without an agent as the contact center speaking, before the end',
		async () => {
			const { world } = rig().simulator;
			const { dana } = rig().seed();
			const { page } = await rig().visit(`/messenger/${dana.open.id}`);
			await setting(page).click();
			await page.getByLabel('Read-only').and(page.locator(':checked')).waitFor();

			world.writeAgentless(world.conversation(dana.open.id), 'We close this chat now.');
			await bubble(page, 'We close this chat now.').waitFor();
			await closeByNode(dana.open.id);
			await statusLine(page).waitFor();

			const lines = await page.locator('#transcript > div').all();
			const [last, end] = await Promise.all(lines.slice(-2).map((line) => line.getAttribute('class')));
			assert.deepEqual([last, end], ['bubble theirs', 'status-line']);
			assert.match(await bubble(page, 'We close this chat now.').innerText(), /^We close this chat now\./);
		},
	);

	scenario('shows files, buttons and cards, a line each, and nothing of what was deleted', async () => {
		const { world } = rig().simulator;
		const { dana } = rig().seed();
		const card = {
			title: 'Router X2',
			actions: [{ type: 'Postback', text: 'Order', payload: 'x2' }],
		} as const;
		world.agentWrites(dana.open.id, {
			text: 'One of these?',
			content: [
				{ contentType: 'QuickReply', quickReply: { text: 'Yes', payload: 'yes' } },
				{ contentType: 'Carousel', carousel: { cards: [card, { ...card, title: NEVER_AS_HTML }] } },
			],
		});
		const { message } = world.customerWrites(dana.open.id, {
			content: [
				{
					contentType: 'Attachment',
					attachment: { mediaType: 'Image', filename: 'router.png', mime: 'image/png' },
				},
			],
		});
		const { page } = await rig().visit(`/messenger/${dana.open.id}`);
		await bubble(page, 'Attachment: router.png (image/png)').waitFor();

		assert.deepEqual(await bubble(page, 'One of these?').locator('.part').allInnerTexts(), [
			'Quick reply: Yes',
			'Card: Router X2 [Order]',
			`Card: ${NEVER_AS_HTML} [Order]`,
		]);
		await assertReadable(page, ['.bubble.theirs .part', '.bubble.mine .part']);

		world.deleteMessage(dana.open.id, message.id);
		await bubble(page, 'This message was deleted.').waitFor();
		assert.equal(await bubble(page, 'router.png').count(), 0);
	});

	scenario(
		'shows nothing of the end as Genesys Cloud is configured at first, and takes what is written',
		async () => {
			const { world } = rig().simulator;
			const { dana } = rig().seed();
			const { page } = await rig().visit(`/messenger/${dana.open.id}`);
			await bubble(page, 'Power is green').waitFor();
			assert.equal(await setting(page).isChecked(), false);

			await closeByNode(dana.open.id);

			await page.getByText('This conversation has ended, and the customer sees nothing of it.').waitFor();
			assert.equal(await statusLine(page).count(), 0);
			assert.equal(await page.locator('h1').innerText(), 'Alex Agent');
			assert.equal(await page.locator('#presence').innerText(), 'Web Support');
			assert.equal(await startNew(page).isVisible(), false);

			await input(page).fill('Are you there?');
			await page.getByRole('button', { name: 'Send' }).click();
			await bubble(page, 'Are you there?').waitFor();
			assert.equal(endTimeOf(world.conversation(dana.open.id)), undefined);
		},
	);

	scenario('takes the input away where it is switched on and read-only', async () => {
		const { dana } = rig().seed();
		const { page } = await rig().visit(`/messenger/${dana.open.id}`);
		await bubble(page, 'Power is green').waitFor();
		await setting(page).click();
		await page.getByLabel('Read-only').and(page.locator(':checked')).waitFor();
		assert.equal(await input(page).isVisible(), true);

		await closeByNode(dana.open.id);

		await statusLine(page).waitFor();
		assert.match(await statusLine(page).innerText(), /^Your conversation has ended · \d\d:\d\d$/);
		assert.equal(await page.locator('#presence').innerText(), 'Disconnected');
		assert.equal(await input(page).isVisible(), false);
		assert.equal(await startNew(page).isVisible(), true);
	});

	scenario('says that it has ended where writing is allowed, and a message resumes it', async () => {
		const { world } = rig().simulator;
		const { dana } = rig().seed();
		const { page } = await rig().visit(`/messenger/${dana.open.id}`);
		await setting(page).click();
		await page.getByLabel('Send', { exact: true }).check();
		await page.getByText('resumes it by writing').waitFor();
		await closeByNode(dana.open.id);
		await statusLine(page).waitFor();
		assert.equal(await startNew(page).isVisible(), false);

		await input(page).fill('One more thing.');
		await page.getByRole('button', { name: 'Send' }).click();

		await bubble(page, 'One more thing.').waitFor();
		await statusLine(page).waitFor({ state: 'detached' });
		assert.equal(endTimeOf(world.conversation(dana.open.id)), undefined);
	});

	scenario('has no such setting for a conversation on another channel', async () => {
		rig().seed();
		const all = [...rig().simulator.world.conversations.all()];
		const whatsapp = all.find(({ messageType }) => messageType === 'whatsapp');
		const { page } = await rig().visit(`/messenger/${whatsapp?.id ?? ''}`);
		await page.locator('.bubble').first().waitFor();

		assert.equal(await setting(page).isVisible(), false);
	});

	scenario('starts another chat of the same customer after the end', async () => {
		const { world } = rig().simulator;
		const { dana } = rig().seed();
		readOnlyAtTheEnd(rig().simulator);
		await closeByNode(dana.open.id);
		const { page } = await rig().visit(`/messenger/${dana.open.id}`);

		await startNew(page).click();

		await page.waitForURL(
			(url) => url.pathname.startsWith('/messenger/') && !url.pathname.endsWith(dana.open.id),
		);
		const newId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
		await page.locator('[data-state="open"]').waitFor();
		assert.equal(await input(page).isEditable(), true);
		assert.equal(endTimeOf(world.conversation(newId)), undefined);
		assert.equal(world.conversation(newId).participants[0]?.name, 'Dana Example');
		assert.notEqual(endTimeOf(world.conversation(dana.open.id)), undefined);
	});

	for (const colorScheme of ['light', 'dark'] as const) {
		scenario(`is ${colorScheme} where the customer wants it so, and can be read`, async () => {
			const { dana } = rig().seed();
			readOnlyAtTheEnd(rig().simulator);
			await closeByNode(dana.open.id);
			const { page } = await rig().visit(`/messenger/${dana.open.id}`, { colorScheme });
			await statusLine(page).waitFor();

			const lightness = await lightnessOfPage(page);
			assert.ok(colorScheme === 'light' ? lightness > 0.8 : lightness < 0.1, String(lightness));
			await assertReadable(page, ['h1', '.bubble', '.status-line', '.over p', '#start-new', '.switch small']);
		});
	}

	scenario('fits the screen of a phone', async () => {
		const { dana } = rig().seed();
		readOnlyAtTheEnd(rig().simulator);
		await closeByNode(dana.open.id);
		const { page } = await rig().visit(`/messenger/${dana.open.id}`, { width: 360, height: 640 });
		await statusLine(page).waitFor();

		assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
		const { y = 0, height = 0 } = (await startNew(page).boundingBox()) ?? {};
		assert.ok(height > 0 && y + height <= 640);
	});
});

function bubble(page: Page, text: string): Locator {
	return page.locator('.bubble').filter({ hasText: text });
}

function statusLine(page: Page): Locator {
	return page.locator('.status-line');
}

function input(page: Page): Locator {
	return page.getByLabel('Your message');
}

/** Has the messenger of the seeded contact center take the input away at the end. */
function readOnlyAtTheEnd({ world }: Simulator): void {
	world.directory.setOnDisconnect(world.directory.defaultDeployment().id, 'ReadOnly');
}

function setting(page: Page): Locator {
	return page.getByLabel('Conversation Disconnect');
}

function startNew(page: Page): Locator {
	return page.getByRole('button', { name: 'Start new' });
}
