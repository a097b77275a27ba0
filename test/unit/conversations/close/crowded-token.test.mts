import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { VirtualGoodbyes } from '../../../support/virtual-goodbyes.mts';

const LIMIT = { allowed: 300, seconds: 60 };

describe('A close with a token of which others use up nearly all', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses({ headroom: 0.05 });
		closes.chat();
		closes.server.limit = LIMIT;
	});

	it.each([
		[0.05, 283],
		[0.05, 298],
		[0.5, 148],
	])(
		'follows its look where there is no room but what is left to others (headroom %d, %d used)',
		async (headroom, used) => {
			closes = new VirtualCloses({ headroom });
			closes.chat();
			closes.server.limit = LIMIT;
			closes.server.othersUse(used);

			expect(await closes.close()).toMatchObject({ status: 'closed' });
			expect(closes.platform.clock.seconds).toBeLessThan(130);
		},
	);

	it('leaves no agent alone where they use it up in the middle of it', async () => {
		closes.platform.after(0.15, () => {
			closes.server.othersUse(286);
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
	});

	it('closes whom it has said goodbye to', async () => {
		const goodbyes = new VirtualGoodbyes({ headroom: 0.05 }).arriving();
		goodbyes.started();
		goodbyes.server.limit = LIMIT;
		goodbyes.platform.after(0.05, () => {
			goodbyes.server.othersUse(286);
		});

		expect(await goodbyes.closeWithGoodbye()).toMatchObject({ status: 'closed' });
	});

	it.each([
		[300, 'before long, and says why'],
		[100, 'as soon as it may not wait any longer'],
	])(
		'is not attempted where they use up all but the look (at most %d seconds): %s',
		async (maxWaitSeconds) => {
			closes = new VirtualCloses({ headroom: 0.05, maxWaitSeconds });
			closes.chat();
			closes.server.limit = LIMIT;
			closes.server.othersUse(299);

			expect(await closes.close()).toMatchObject({
				status: 'notAttempted',
				reason: `Genesys Cloud is limiting the request rate (closing). Try again in a few minutes. This step may wait up to ${maxWaitSeconds} seconds.`,
			});
			expect(closes.platform.clock.seconds).toBeLessThan(maxWaitSeconds + 130);
		},
	);
});
