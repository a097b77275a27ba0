import type { Page } from 'playwright-core';
import type { Stage } from './stage.mts';
import { areaOf, takePicture, withMargin } from './picture.mts';

/** How many queues the picture of the board shows, from the top; the rest looks like them. */
const QUEUES_SHOWN = 3;
const BOARD_MARGIN = 16;
const MESSENGER_MARGIN = 24;

/**
 * A font in place of the machine's own, so that the pictures are the same on every machine, and a messenger as high as
 * the conversation.
 */
const STYLE =
	":root { font-family: 'Liberation Sans', Arial, Helvetica, sans-serif !important; }" +
	'#messenger { height: 44rem; }';

/** Pictures the board. */
export async function pictureBoard(page: Page, { simulator }: Stage): Promise<string> {
	await page.goto(simulator.url);
	await page.addStyleTag({ content: STYLE });
	const queue = page.locator('#queues > .panel').nth(QUEUES_SHOWN - 1);
	await queue.waitFor();
	const area = await areaOf(page.locator('.masthead'), page.locator('.side'), queue);
	return await takePicture(page, 'board.png', withMargin(area, BOARD_MARGIN));
}

/** Pictures the messenger of Dana Example, whose conversation has to have ended. */
export async function pictureMessengerEnded(page: Page, { simulator, centre }: Stage): Promise<string> {
	await page.goto(`${simulator.url}/messenger/${centre.dana.open.id}`);
	await page.addStyleTag({ content: STYLE });
	await page.getByText(/^Conversation ended/).waitFor();
	const area = await areaOf(page.locator('#messenger'));
	return await takePicture(page, 'messenger-ended.png', withMargin(area, MESSENGER_MARGIN));
}
