import { told, VALUE, withValues } from '../support/chain.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { find } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('A phone number', () => {
	const bench = withWorkbench();
	const lookedUp = () =>
		bench()
			.simulator.requests.filter(({ path }) => path.endsWith('/identifierlookup/contacts'))
			.map(({ body }) => body);

	it.each([
		'+13175550100',
		'+1 317 555 0100',
		'+1-317-555-0100',
		'+1 (317) 555-0100',
		'+1(317)555.0100',
		'(+1) 317 555 0100',
		'tel:+1-317-555-0100',
		'TEL: +1 317 555 0100',
		'0013175550100',
		'00 1 317 555 0100',
		'(00) 1 317-555-0100',
		'(001) 317 555 0100',
		'\u00a0+1\u00a0317\u00a0555\u00a00100 ',
		'+1\u202f317\u2009555\u20110100',
		'+1\u2013317\u2010555\u20140100',
		'+\u200b1317555\u00ad0100\ufeff',
	])('is brought into the form that Genesys Cloud keeps: %j', async (value) => {
		const center = openContactCenter(bench().simulator.world);
		const { id } = center.chat();

		expect(await bench().items(withValues(find('phone', VALUE), [value]))).toMatchObject([
			{ found: true, conversationId: id },
		]);
		expect(lookedUp()).toEqual([{ type: 'Phone', value: '+13175550100' }]);
	});

	it.each([
		['lacks its plus', ['13175550100', 13175550100, '1 317 555 0100', "'13175550100"]],
		['lacks its country code', ['3175550100', '0317 555 0100', '(317) 555-0100', '+0317 5550100']],
		['begins as it is dialed from some country', ['011 1 317 555 0100', '0011 1 317 555 0100x']],
		['has a zero that is not dialed from abroad', ['+44 (0) 20 7946 0958', '+44(0)2079460958']],
		['has such a zero with blanks around it', ['+44 ( 0 ) 20 7946 0958', '+44 (\u00a00\u00a0) 20 7946 0958']],
		[
			'has such a zero with the area code',
			['+44 (020) 7946 0958', '0049 (030) 123456', 'tel:+49 (0-30) 123456'],
		],
		[
			'has an extension',
			['+1 317 555 0100 x5', '+1 317 555 0100;ext=5', '+1 317 555 0100,5#', '+1 317 555 0100 / 5'],
		],
		['is too short or too long', ['+1 317', '+1234567890123456']],
		['has letters', ['+1 317 555 HELP', '+1 317 555 O1OO', 'phone: +13175550100', '+1e10']],
		[
			'is two numbers',
			['+13175550100, +13175550101', '+13175550100;+13175550101', '+1+317 5550100', '++13175550100'],
		],
		['has digits of another script', ['+١٣١٧٥٥٥٠١٠٠', '+１３１７５５５０１００']],
		['was rounded', [1.31755501e21, 13175550100.5]],
	])('that %s is refused by name, and nobody is looked for', async (_what, values) => {
		openContactCenter(bench().simulator.world).chat();

		const said = told(await bench().run(withValues(find('phone', VALUE), values)));

		expect(said).toEqual(
			values.map(
				() =>
					expect.stringMatching(
						/^The value of 'Phone' cannot be used\. (It must be a phone number with its country code|This number is not exact)/,
					) as string,
			),
		);
		expect(bench().calls()).toEqual([]);
	});
});
