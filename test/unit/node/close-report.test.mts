import { CloseReport } from '../../../nodes/GenesysWebMessaging/actions/close-report.ts';
import { ByItem } from '../../support/n8n-context.mts';
import { runNode } from '../../support/node-stand-in.mts';
import { chat, party } from '../../support/virtual-conversation.mts';

type Outcome = Parameters<CloseReport['add']>[1];
const NO_EFFORT = { requests: 0, waitedSeconds: 0 };

const outcome = (status: Outcome['status'], more: Partial<Outcome> = {}): Outcome => ({
	status,
	reason: `It is ${status}.`,
	who: 'Dana',
	...more,
});

function reportOf(...outcomes: Outcome[]): CloseReport {
	const report = new CloseReport(true);
	for (const [item, one] of outcomes.entries()) report.add(item, one);
	return report;
}

function textOfReport(report: CloseReport): string {
	const { text } = report.summary(NO_EFFORT);
	if (typeof text !== 'string') throw new TypeError('It has no text');
	return text;
}

const textOf = (...outcomes: Outcome[]) => textOfReport(reportOf(...outcomes));
const firstLine = (...outcomes: Outcome[]) => textOf(...outcomes).split('\n')[0];

describe('The report of a run that closes', () => {
	it('has a line for what is closed, and of which there is more to say', () => {
		expect(textOf(outcome('closed'), outcome('closed', { hasMore: true }))).toBe(
			'2 closed.\n• Dana: It is closed.',
		);
	});

	it('counts how things came out, and tells what it took', () => {
		const report = reportOf(
			outcome('closed'),
			outcome('closed'),
			outcome('wouldClose'),
			outcome('closing'),
			outcome('alreadyClosed'),
			outcome('skippedAgentConnected'),
			outcome('skippedRecentMessage'),
			outcome('skippedNotWebMessaging'),
			outcome('stuck'),
			outcome('notFound'),
			outcome('notAttempted'),
			outcome('failed'),
		);

		expect(report.summary({ requests: 7, waitedSeconds: 3 })).toEqual({
			total: 12,
			closed: 2,
			alreadyClosed: 1,
			closing: 1,
			wouldClose: 1,
			skipped: 4,
			notFound: 1,
			notAttempted: 1,
			failed: 1,
			requests: 7,
			waitedSeconds: 3,
			text: [
				'2 closed, 1 would be closed, 1 closing, but not confirmed, 1 had already ended, 1 skipped because of who is connected, 1 skipped because of the last message, 1 skipped (not web messaging), 1 skipped (stuck), 1 not found, 1 not attempted, 1 failed.',
				'• Dana: It is wouldClose.',
				'• Dana: It is closing.',
				'• Dana: It is alreadyClosed.',
				'• Dana: It is skippedAgentConnected.',
				'• Dana: It is skippedRecentMessage.',
				'• Dana: It is skippedNotWebMessaging.',
				'• Dana: It is stuck.',
				'• Dana: It is notFound.',
				'• Dana: It is notAttempted.',
				'• Dana: It is failed.',
			].join('\n'),
		});
	});

	it('tells of a run without anything to close', () => {
		expect(textOf()).toBe('Nothing to close.');
		expect(reportOf().counts()).toBeUndefined();
	});

	it('says first that it was only tried, unless something was closed all the same', () => {
		expect(firstLine(outcome('wouldClose'))).toBe('Dry run: 1 would be closed.');
		expect(firstLine(outcome('wouldClose'), outcome('closing'))).toBe(
			'1 would be closed, 1 closing, but not confirmed.',
		);
		expect(firstLine(outcome('notFound'))).toBe('1 not found.');
	});

	it('says what came of the goodbyes', () => {
		const text = textOf(
			outcome('closed'),
			outcome('closed', { goodbye: 'told' }),
			outcome('closed', { goodbye: 'notTold', reason: 'Closed without it.' }),
			outcome('closed', { goodbye: 'notTold', reason: 'Closed without it.' }),
			outcome('closed', { goodbye: 'elsewhere', reason: 'It went elsewhere.' }),
			outcome('closed', { goodbye: 'unknown', reason: 'Nobody knows.' }),
			outcome('failed', { goodbye: 'unknown', reason: 'It failed.' }),
		);

		expect(text.split('\n')).toEqual([
			'6 closed (2 without the goodbye, 1 with the goodbye in another conversation, 1 where nobody knows whether the goodbye was sent), 1 failed.',
			'• Dana: Closed without it.',
			'• Dana: Closed without it.',
			'• Dana: It went elsewhere.',
			'• Dana: Nobody knows.',
			'• Dana: It failed.',
		]);
	});

	it('tells items in their order, whichever was done first, and all of what one has given', () => {
		const report = new CloseReport(true);
		report.add(2, outcome('notFound', { who: 'Third' }));
		report.add(0, outcome('notFound', { who: 'First' }));
		report.add(2, outcome('stuck', { who: 'Fourth' }));
		report.add(10, outcome('stuck', { who: 'Last' }));

		expect(textOfReport(report).split('\n').slice(1)).toEqual([
			'• First: It is notFound.',
			'• Third: It is notFound.',
			'• Fourth: It is stuck.',
			'• Last: It is stuck.',
		]);
	});

	it.each([
		['Dana', 'Dana (customer) has left.', '• Dana (customer) has left.'],
		['Dan', 'Dana (customer) has left.', '• Dan: Dana (customer) has left.'],
		['', 'It has ended.', '• Unnamed: It has ended.'],
		['<!channel>', 'See <https://example.com|here>.', '• ‹!channel›: See ‹https://example.com|here›.'],
		['Dana\nAlex', 'One\n\n two.', '• Dana Alex: One two.'],
	])('tells of %j whose reason is %j in one line that does no harm', (who, reason, line) => {
		expect(textOf(outcome('notFound', { who, reason })).split('\n').slice(1)).toEqual([line]);
	});

	it('tells fifty lines, and how many more there are', () => {
		const fifty = Array.from({ length: 50 }, () => outcome('notFound'));

		expect(textOf(...fifty).split('\n')).toHaveLength(51);
		expect(textOf(...fifty)).not.toContain('more');
		const more = textOf(...fifty, outcome('notFound'), outcome('notFound')).split('\n');
		expect(more).toHaveLength(52);
		expect(more.at(-1)).toBe('… and 2 more');
	});

	it('knows whether something was closed, or may have been', () => {
		expect(reportOf(outcome('closed')).hasClosed).toBe(true);
		expect(reportOf(outcome('closing')).hasClosed).toBe(true);
		expect(reportOf(outcome('alreadyClosed'), outcome('failed')).hasClosed).toBe(false);
	});

	it('has no counts where nothing came to a verdict', () => {
		expect(reportOf(outcome('failed'), outcome('failed')).counts()).toBeUndefined();
		expect(reportOf(outcome('failed'), outcome('closed')).counts()).toBe('1 closed, 1 failed');
	});

	it('keeps no lines where there is no text, and counts all the same', () => {
		const report = new CloseReport(false);
		report.add(0, outcome('notFound'));

		expect(report.counts()).toBe('1 not found');
		expect(report.summary(NO_EFFORT)['text']).toBe('1 not found.');
	});
});

describe('A close whose output is the summary', () => {
	const idOf = (item: number) => `00000000-0000-4000-8000-00000000000${item}`;
	const CLOSE = {
		resource: 'conversation',
		operation: 'close',
		conversationId: new ByItem(idOf),
		method: 'disconnect',
		dryRun: false,
		allowAsTool: false,
		output: 'summary',
	};
	const left = { state: 'disconnected', disconnectedTime: '2026-09-01T11:30:00.000Z' };
	const answers = {
		[`GET conversations/${idOf(0)}`]: chat({
			id: idOf(0),
			endTime: '2026-09-01T11:30:00.000Z',
			participants: [party('customer', { name: 'Dana' }, left), party('agent', {}, left)],
		}),
	};

	it('gives one item for the whole run, which belongs to every item that came in', async () => {
		const { items, hints } = await runNode(CLOSE, answers, { items: 3 });

		expect(items).toEqual([
			{
				total: 3,
				closed: 0,
				alreadyClosed: 1,
				closing: 0,
				wouldClose: 0,
				skipped: 0,
				notFound: 2,
				notAttempted: 0,
				failed: 0,
				requests: 3,
				waitedSeconds: 0,
				text: expect.stringMatching(
					/^1 had already ended, 2 not found\.\n• Dana: .*\n• 00000000-0000-4000-8000-000000000001: /,
				) as unknown,
			},
		]);
		expect(hints).toEqual(['1 had already ended, 2 not found; 3 requests.']);
	});

	it('comes also where every item fails before anything was sent', async () => {
		const { items, calls } = await runNode({ ...CLOSE, options: { maxRetries: 'many' } }, answers, {
			items: 2,
			continueOnFail: true,
		});

		expect(calls).toEqual([]);
		expect(items.at(-1)).toMatchObject({ total: 2, failed: 2, requests: 0, waitedSeconds: 0 });
	});

	it('tells what failed, and of which item', async () => {
		const { items } = await runNode(
			{ ...CLOSE, conversationId: new ByItem((item) => (item === 1 ? 'nope' : idOf(item))) },
			answers,
			{ items: 2, continueOnFail: true },
		);

		expect(items.at(-1)).toMatchObject({
			total: 2,
			failed: 1,
			text: expect.stringContaining("• Item 1: The value of 'Conversation' cannot be used. ") as unknown,
		});
	});

	it('names an incoming item where no conversation came in', async () => {
		const { items } = await runNode({ ...CLOSE, conversationId: '' }, answers, {
			saved: { conversationId: '={{ $json.conversationId }}' },
			items: [{ found: false }],
		});

		expect(items).toMatchObject([
			{
				notFound: 1,
				text: '1 not found.\n• Incoming item: The step before found no conversation, so there is nothing to close.',
			},
		]);
	});

	it('does not say who is connected, which the guards of the items may see otherwise', async () => {
		const connected = { [`GET conversations/${idOf(0)}`]: chat({ id: idOf(0) }) };
		const skip = (skipIfConnected: string) => ({ ...CLOSE, options: { skipIfConnected } });

		for (const guard of ['agent', 'agentAndCustomer'])
			expect((await runNode(skip(guard), connected)).items).toMatchObject([
				{ text: expect.stringMatching(/^1 skipped because of who is connected\.\n• /) as unknown },
			]);
	});

	it('names whose session it was', async () => {
		const sessions = { ...CLOSE, resource: 'session', closeWhich: 'customerSessions', dryRun: true };

		expect(
			(await runNode(sessions, { [`GET conversations/${idOf(0)}`]: chat({ id: idOf(0) }) })).items,
		).toMatchObject([{ text: 'Dry run: 1 would be closed.\n• Dana: Would disconnect Dana (customer).' }]);
		const none = { saved: { conversationId: '={{ $json.conversationId }}' }, items: [{ found: false }] };
		expect((await runNode({ ...sessions, conversationId: '' }, {}, none)).items).toMatchObject([
			{ text: expect.stringContaining('• Incoming item: ') as unknown },
		]);
	});

	it('stops for one that is not found, where that is wanted', async () => {
		await expect(runNode({ ...CLOSE, options: { whenNotFound: 'error' } }, {})).rejects.toMatchObject({
			message: 'There is nothing to close',
			httpCode: '404',
		});
	});
});
