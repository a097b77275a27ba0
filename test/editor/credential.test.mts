import assert from 'node:assert/strict';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { scenario } from '../support/scenario.mts';
import { addAction, openEmptyWorkflow } from './driver/creator.mts';
import { chooseRegion, dialog, fill, openNewCredential, saveButton } from './driver/credential-form.mts';
import { byTestId, clearAway, holds } from './driver/elements.mts';
import { parameter } from './driver/node-panel.mts';
import { areaOf, withMargin, type Area } from './pictures/area.mts';
import { inEditor, type Rig } from './suite.mts';

const WRONG_SECRET = 'not-the-secret-of-this-client';
const REQUIRED = ['Client ID', 'Client Secret', 'Custom API URL', 'Custom Login URL'];
/** Tall enough for the whole form. */
const TALL_WINDOW = { width: 1100, height: 1480 };
/** n8n's own note below the last field begins where this ends. */
const FORM_MARGIN = 16;

inEditor(
	'The form of the credential',
	(rig) => {
		scenario('can be opened from the node, and says what has to be filled in', async () => {
			const { page, n8nUrl, simulator } = rig();
			await openEmptyWorkflow(page, n8nUrl);
			await addAction(page, 'Find a conversation');
			await openNewCredential(page);

			await chooseRegion(page, /^Custom/);
			await fill(page, 'clientId', DEFAULT_CLIENT.id);
			await fill(page, 'customApiUrl', simulator.url);

			const labels = await dialog(page).locator('label').allInnerTexts();
			const marked = labels.flatMap((label) => /^([^*\n]+?)\s*\*/.exec(label)?.[1] ?? []);
			assert.deepEqual(marked, REQUIRED);
			assert.equal(await saveButton(page).isEnabled(), false);
			await fill(page, 'customLoginUrl', simulator.url);
			assert.equal(await saveButton(page).isEnabled(), false);
			await fill(page, 'clientSecret', WRONG_SECRET);
			await saveButton(page).and(page.locator(':enabled')).waitFor();
		});

		scenario('says that a wrong secret is refused, and what to check, and shows no secret', async () => {
			const { page } = rig();
			await saveButton(page).click();
			await dialog(page).getByText('Couldn’t connect with these settings').waitFor();
			await dialog(page).getByText('More details').click();

			const said = await dialog(page).innerText();
			assert.match(said, /client/i);
			assert.match(said, /region/i);
			assert.ok(!(await page.locator('body').innerText()).includes(WRONG_SECRET));
			assert.equal(
				await parameter(page, 'clientSecret').locator('input').first().getAttribute('type'),
				'password',
			);
		});

		scenario('passes its test once the secret is right, and the node goes on with it', async () => {
			const { page, album } = rig();
			await page.setViewportSize(TALL_WINDOW);
			await fill(page, 'clientSecret', DEFAULT_CLIENT.secret);
			await saveButton(page).click();
			await dialog(page).waitFor({ state: 'detached' });
			const chosen = byTestId(page, 'node-credentials-select').locator('input');
			await holds(chosen, 'Genesys Cloud account');

			await byTestId(page, 'credential-edit-button').click();
			await byTestId(page, 'credentials-config-container-test-success').waitFor();
			assert.match(await dialog(page).innerText(), /Connection tested successfully/);
			assert.ok(!(await page.content()).includes(DEFAULT_CLIENT.secret));
			await album.take(page, 'credential.png', await formArea(rig(), 'customLoginUrl'));
		});

		scenario('offers every region by place and domain', async () => {
			const { page, n8nUrl, album } = rig();
			await page.setViewportSize(TALL_WINDOW);
			await openEmptyWorkflow(page, n8nUrl);
			await addAction(page, 'Find a conversation');
			await openNewCredential(page);
			await parameter(page, 'region').click();

			await page.getByRole('option', { name: 'Europe – Frankfurt' }).waitFor();
			const regions = await page.getByRole('option').allInnerTexts();
			const ofGenesys = regions.filter((region) => /^[^(]+ – [^(]+ \([a-z0-9.-]+\)$/.test(region));
			assert.equal(ofGenesys.length, 18);
			await page.getByRole('option', { name: 'Europe – Frankfurt' }).click();
			await fill(page, 'clientId', DEFAULT_CLIENT.id);
			await fill(page, 'clientSecret', DEFAULT_CLIENT.secret);
			await saveButton(page).and(page.locator(':enabled')).waitFor();
			await album.take(page, 'first-close-credential.png', await formArea(rig(), 'region'));
		});
	},
	{ noCredential: true },
);

/** The dialog down to one of its fields, without the empty part below. */
async function formArea({ page }: Rig, lastField: string): Promise<Area> {
	await clearAway(page);
	// n8n would have the form scrolled, however high the window is.
	await page.addStyleTag({ content: '.el-dialog { max-height: none !important; height: 94vh !important; }' });
	await page.evaluate('document.activeElement?.blur()');
	const whole = withMargin(await areaOf(dialog(page)), -1);
	const last = await areaOf(parameter(page, lastField));
	return { ...whole, height: last.y + last.height + FORM_MARGIN - whole.y };
}
