import assert from 'node:assert/strict';
import { asArray } from '../../scripts/n8n/json.mts';
import { scenario } from '../support/scenario.mts';
import { NODE_NAME, offers, openActions, openEmptyWorkflow, typeIntoSearch } from './driver/creator.mts';
import { byTestId } from './driver/elements.mts';
import { textsCutIn } from './driver/measure.mts';
import { areaOf } from './pictures/area.mts';
import { inEditor } from './suite.mts';

/** What people type who want to end a chat in Genesys Cloud. */
const WORDS = [
	'genesys',
	'genesis',
	'purecloud',
	'web messaging',
	'chat',
	'web chat',
	'live chat',
	'close chat',
	'end chat',
	'call center',
	'contact center',
	'ccaas',
	'customer service',
	'session',
];

const ACTIONS = [
	'Close a conversation',
	'Find a conversation',
	'Get a conversation',
	'Get many conversations',
	'Set the external tag of a conversation',
	'Close single sessions (customer, agent …)',
	'List sessions of a conversation',
];

const TRIGGERS = [
	'On conversation ended',
	'On conversation idle',
	'On conversation started',
	'On customer left',
];

const SMALL_WINDOW = { width: 1200, height: 800 };

inEditor('The search for a node', (rig) => {
	scenario(`offers ${NODE_NAME} for each of the words that people type`, async () => {
		const { page, n8nUrl } = rig();
		await openEmptyWorkflow(page, n8nUrl);

		const missed: string[] = [];
		for (const words of WORDS) {
			await typeIntoSearch(page, words);
			const isOffered = offers(page).filter({ hasText: NODE_NAME }).waitFor({ timeout: 3_000 });
			await isOffered.catch(() => missed.push(words));
		}

		assert.deepEqual(missed, []);
	});

	scenario('shows its icon and says what it is for', async () => {
		const { page, n8nUrl, album } = rig();
		await page.setViewportSize(SMALL_WINDOW);
		await openEmptyWorkflow(page, n8nUrl);
		await typeIntoSearch(page, 'genesys');
		const offer = offers(page).filter({ hasText: NODE_NAME });

		// Where a workflow begins, n8n tells what the trigger is for.
		await offer
			.first()
			.getByText(/Genesys Cloud web messaging conversation/)
			.first()
			.waitFor();
		const widths: unknown = await page.evaluate(`Promise.all(
			[...document.querySelectorAll('[data-test-id="item-iterator-item"] img')]
				.map((image) => image.decode().then(() => image.naturalWidth)))`);
		assert.ok(
			asArray(widths, 'widths').length > 0 && asArray(widths, 'widths').every((width) => Number(width) > 0),
		);
		const panel = await areaOf(byTestId(page, 'node-creator'));
		const below = await areaOf(offer.first());
		await album.take(page, 'first-close-search.png', {
			...panel,
			height: below.y + below.height + 24 - panel.y,
		});
	});

	scenario('leads to a list of everything that the node does, in words', async () => {
		const { page, n8nUrl, album } = rig();
		await openEmptyWorkflow(page, n8nUrl);
		await openActions(page, 'genesys');

		const listed = await offers(page).allInnerTexts();
		const actions = listed.map((text) => text.trim()).filter((text) => ACTIONS.includes(text));
		assert.deepEqual(actions, ACTIONS);
		const triggers = listed.map((text) => text.trim()).filter((text) => TRIGGERS.includes(text));
		assert.deepEqual(triggers, TRIGGERS);
		const cut = await textsCutIn(page, 'node-creator');
		assert.deepEqual(cut, []);
		await album.take(page, 'first-close-actions.png', await areaOf(byTestId(page, 'node-creator')));
	});
});
