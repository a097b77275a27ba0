import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium, NoChromiumError } from '../../scripts/browser/chromium.mts';
import { openVisit } from '../../scripts/browser/visit.mts';
import { scenario } from '../support/scenario.mts';

const VIEW = { width: 400, height: 300 };
/** Reserved for documentation (RFC 5737): nobody is there. */
const OTHER_MACHINE = 'http://192.0.2.1/picture.png';

void describe('What is seen of a page', () => {
	let browser: Browser;
	before(async () => {
		browser = await launchChromium();
	});
	after(async () => {
		await browser.close();
	});

	scenario('includes errors on its console and those that nothing catches', async () => {
		const { page, errors } = await openVisit(browser, VIEW);

		await page.setContent("<script>console.error('said'); throw new Error('thrown');</script>");

		assert.deepEqual(errors.toSorted(), ['said', 'thrown']);
	});

	scenario('includes what it wants of other machines, and it gets nothing', async () => {
		const { page, foreignRequests } = await openVisit(browser, VIEW);

		await page.setContent(`<img src="${OTHER_MACHINE}"><img src="data:,">`);

		assert.deepEqual(foreignRequests, [OTHER_MACHINE]);
	});
});

void describe('The browser to drive', () => {
	scenario('is the one that CHROMIUM names', () => {
		assert.equal(
			findChromium({ CHROMIUM: '/opt/browser' }, () => true),
			'/opt/browser',
		);
		assert.throws(() => findChromium({ CHROMIUM: '/opt/browser' }, () => false), NoChromiumError);
	});

	scenario('is else the first that is in a usual place', () => {
		assert.equal(
			findChromium({}, (path) => path.endsWith('/google-chrome')),
			'/usr/bin/google-chrome',
		);
	});

	scenario('is asked for with what to install where there is none', () => {
		assert.throws(() => findChromium({}, () => false), /apt-get install .* chromium/);
	});
});
