import type { ConversationHandle } from '../../simulator/index.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { CLOSE, rawConversation, READ } from '../support/raw-conversation.mts';
import type { AnyFault } from '../support/somebody-else.mts';
import { toClose, WAYS } from '../support/ways-to-close.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const NO_RETRIES = { options: { maxRetries: 0 } };
const ONE_RETRY = { options: { maxRetries: 1 } };

const queued = (): ConversationHandle => openContactCenter(bench().simulator.world).chat({ stage: 'queue' });

describe('A close for which there is no token', () => {
	const NO_TOKEN: ReadonlyArray<readonly [name: string, fault: AnyFault]> = [
		['503', { kind: 'status', status: 503 }],
		['500', { kind: 'status', status: 500 }],
		['a cut connection', { kind: 'resetBefore' }],
		['a connection cut afterwards', { kind: 'resetAfter' }],
		['a page', { kind: 'html', status: 404 }],
		['a cut answer', { kind: 'truncatedJson' }],
		['an empty answer', { kind: 'emptyBody' }],
	];
	const LOGIN = { path: '/oauth/token' };

	it.each(
		WAYS.flatMap(([way, parameters]) =>
			NO_TOKEN.map(([what, fault]) => [way, what, parameters, fault] as const),
		),
	)('was not made (%s, %s)', async (_way, _what, parameters, fault) => {
		const chat = queued();
		bench().simulator.faults.add({ ...fault, match: LOGIN });

		await failureOf(bench(), {
			parameters: parameters(toClose(chat), { checkFirst: false, waitTimeoutSeconds: 0 }, NO_RETRIES),
		});

		expect(bench().calls()).toEqual([]);
		expect(openConversations(bench().simulator.world)).toEqual([chat.id]);
	});

	it.each(WAYS)('was not attempted where the sign-in limits the rate (%s)', async (_way, parameters) => {
		const chat = queued();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 3600, match: LOGIN });

		expect(
			await bench().item({ parameters: parameters(toClose(chat), { checkFirst: false }) }),
		).toMatchObject({
			status: 'notAttempted',
			closed: false,
		});
		expect(bench().calls()).toEqual([]);
	});

	it.each(
		WAYS.flatMap(([way, parameters]) =>
			NO_TOKEN.map(([what, fault]) => [way, what, parameters, fault] as const),
		),
	)('was not made when the token ran out (%s, %s)', async (_way, _what, parameters, fault) => {
		const chat = queued();
		await rawConversation(bench(), chat.id);
		bench().simulator.faults.add({ kind: 'expireToken', times: 1, match: CLOSE });
		bench().simulator.faults.add({ ...fault, match: LOGIN });

		await failureOf(bench(), {
			parameters: parameters(toClose(chat), { waitTimeoutSeconds: 0 }, NO_RETRIES),
		});

		expect(openConversations(bench().simulator.world)).toEqual([chat.id]);
	});

	it.each(WAYS)('may have been made by the try before (%s)', async (_way, parameters) => {
		const chat = queued();
		await rawConversation(bench(), chat.id);
		const { faults } = bench().simulator;
		faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });
		// The first look comes through; before the close is sent again, there is no token for the second.
		faults.add({ kind: 'slow', ms: 1, times: 1, match: READ });
		faults.add({ kind: 'expireToken', times: 1, match: READ });
		faults.add({ kind: 'status', status: 503, match: LOGIN });

		expect(
			await bench().item({ parameters: parameters(toClose(chat), { waitTimeoutSeconds: 0 }, ONE_RETRY) }),
		).toMatchObject({
			status: 'closing',
			closed: false,
		});
	});

	it.each(WAYS)(
		'is made with the next one, once reads are refused the old one as well (%s)',
		async (_way, parameters) => {
			const chat = queued();
			await rawConversation(bench(), chat.id);
			const { faults } = bench().simulator;
			faults.add({ kind: 'status', status: 401, times: 2, match: CLOSE });
			// The first look, and the one after the first refusal.
			faults.add({ kind: 'slow', ms: 1, times: 2, match: READ });
			faults.add({ kind: 'expireToken', times: 1, match: READ });

			expect(await bench().item({ parameters: parameters(toClose(chat)) })).toMatchObject({
				status: 'closed',
			});
		},
	);
});
