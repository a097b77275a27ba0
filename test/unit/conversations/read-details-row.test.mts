import { deploymentOf } from '../../../nodes/shared/conversations/conversation.ts';
import fc from 'fast-check';
import { readDetailsRow } from '../../../nodes/shared/conversations/read-details-row.ts';
import type {
	DetailsParticipantPayload,
	DetailsRowPayload,
	DetailsSegmentPayload,
	DetailsSessionPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { NOON } from '../../support/virtual-clock.mts';

const DEPLOYMENT = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const OTHER_DEPLOYMENT = '00000000-0000-4000-8000-000000000000';
const at = (time: string) => `2026-09-01T${time}:00.000Z`;
const segment = (start: string, end?: string, change: DetailsSegmentPayload = {}): DetailsSegmentPayload => ({
	segmentType: 'interact',
	segmentStart: at(start),
	...(end !== undefined && { segmentEnd: at(end) }),
	...change,
});

/** Reads a row with one participant that has one session. */
function readOne(
	segments: readonly DetailsSegmentPayload[],
	change: DetailsRowPayload = {},
	ofSession: DetailsSessionPayload = {},
	ofParticipant: DetailsParticipantPayload = {},
) {
	const session = {
		sessionId: 's',
		mediaType: 'message',
		messageType: 'webmessaging',
		segments,
		...ofSession,
	};
	const conversation = readDetailsRow(
		{
			conversationId: 'c',
			participants: [{ participantId: 'p', purpose: 'customer', sessions: [session], ...ofParticipant }],
			...change,
		},
		NOON,
	);
	const [participant] = conversation?.participants ?? [];
	const [read] = participant?.sessions ?? [];
	if (!conversation || !participant || !read) throw new Error('It cannot be read');
	return { conversation, participant, session: read };
}

describe('A row of the index', () => {
	it('never makes it throw, whatever comes', () => {
		fc.assert(fc.property(fc.jsonValue(), (row) => readDetailsRow(row, NOON) === undefined));
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (participants, session) => {
				expect(readDetailsRow({ conversationId: 'x', participants }, NOON)?.id).toBe('x');
				const row = { conversationId: 'x', participants: [{ sessions: [session, { segments: session }] }] };
				expect(readDetailsRow(row, NOON)?.id).toBe('x');
			}),
		);
	});

	it.each([{}, { conversationId: '' }, { conversationId: 'a/b' }])('is none without an ID: %j', (row) => {
		expect(readDetailsRow(row, NOON)).toBeUndefined();
	});

	it('is read from where everything stands', () => {
		const { conversation } = readOne(
			[segment('11:00', '11:30', { disconnectType: 'CLIENT', queueId: 'q' })],
			{
				conversationStart: at('11:00'),
				conversationEnd: at('11:31'),
				externalTag: 'ticket',
				divisionIds: ['first', 'second'],
			},
			{},
			{ participantName: 'Support', purpose: 'ACD', userId: 'u', externalContactId: 'x' },
		);

		expect(conversation).toEqual({
			id: 'c',
			state: 'ended',
			toldAt: NOON,
			startTime: at('11:00'),
			endTime: at('11:31'),
			externalTag: 'ticket',
			divisionIds: ['first', 'second'],
			participants: [
				{
					id: 'p',
					purpose: 'acd',
					name: 'Support',
					userId: 'u',
					queueId: 'q',
					queueName: 'Support',
					externalContactId: 'x',
					attributes: [],
					owesWrapUp: false,
					sessions: [
						{
							id: 's',
							medium: 'message',
							messageType: 'webmessaging',
							state: 'disconnected',
							connectedTime: at('11:00'),
							disconnectedTime: at('11:30'),
							disconnectType: 'client',
							messages: [],
							mayHideMessages: true,
						},
					],
				},
			],
		});
	});

	it('has the deployment from where the customer writes to, and only where that is one', () => {
		const deploymentIn = (addressTo: string, purpose = 'Customer', messageType = 'webmessaging') =>
			deploymentOf(readOne([], {}, { addressTo, messageType }, { purpose }).conversation);

		expect(deploymentIn(DEPLOYMENT)).toBe(DEPLOYMENT);
		expect(deploymentIn('+13175550100')).toBeUndefined();
		expect(deploymentIn(DEPLOYMENT, 'agent')).toBeUndefined();
		expect(deploymentIn(DEPLOYMENT, 'customer', 'open')).toBeUndefined();
	});

	it('has the deployment that the customer wrote to last', () => {
		const sessions = [OTHER_DEPLOYMENT, DEPLOYMENT, '+13175550100'].map((addressTo, i) => ({
			sessionId: `s${i}`,
			addressTo,
		}));

		expect(deploymentOf(readOne([], {}, {}, { sessions }).conversation)).toBe(DEPLOYMENT);
	});

	it('has the name of the queue from who stands for it alone', () => {
		expect(readOne([], {}, {}, { participantName: 'Dana' }).participant.queueName).toBeUndefined();
	});

	it('goes by its own end alone: its sessions are late', () => {
		expect(readOne([segment('11:00', '11:30')]).conversation.state).toBe('open');
		expect(readOne([segment('11:00')], { conversationEnd: at('11:30') }).conversation.state).toBe('ended');
	});

	it.each([
		['voice', 'call'],
		['MESSAGE', 'message'],
		['internalMessage', 'internalMessage'],
		['screenshare', 'screenShare'],
		['screenmonitoring', 'screenMonitoring'],
		['callback', 'callback'],
		['chat', 'chat'],
		['cobrowse', 'cobrowse'],
		['email', 'email'],
		['social', 'social'],
		['video', 'video'],
		['telepathy', 'call'],
	])('has sessions on %s', (mediaType, medium) => {
		expect(readOne([], {}, { mediaType }).session.medium).toBe(medium);
	});

	it('does not know a message type that is called unknown', () => {
		expect(readOne([], {}, { messageType: 'Unknown' }).session.messageType).toBeUndefined();
	});
});

describe('A session of the index', () => {
	it('is open while one of its segments has no end, wherever it stands', () => {
		expect(readOne([segment('11:10'), segment('11:00', '11:10')]).session.state).toBe('connected');
		expect(readOne([segment('11:00', '11:10'), segment('11:10')]).session.state).toBe('connected');
	});

	it('has ended when all of them have, wherever they stand', () => {
		const { session } = readOne([
			segment('11:20', '11:30', { disconnectType: 'peer' }),
			segment('11:00', '11:20', { disconnectType: 'transfer' }),
		]);

		expect(session).toMatchObject({
			state: 'disconnected',
			connectedTime: at('11:00'),
			disconnectedTime: at('11:30'),
			disconnectType: 'peer',
		});
	});

	it('has ended with its conversation, although a segment has no end', () => {
		expect(readOne([segment('11:00')], { conversationEnd: at('11:30') }).session).toMatchObject({
			state: 'disconnected',
			disconnectedTime: at('11:30'),
		});
	});

	it('is open where it has no segments yet', () => {
		expect(readOne([]).session).toMatchObject({ state: 'connected', connectedTime: undefined });
	});

	it.each([
		['alert', 'alerting'],
		['Parked', 'parked'],
		['interact', 'connected'],
		['hold', 'connected'],
	])('is in the state of the segment that goes on: %s', (segmentType, state) => {
		expect(
			readOne([segment('11:00', '11:10'), segment('11:10', undefined, { segmentType })]).session.state,
		).toBe(state);
	});

	it('is not kept open by a wrap-up', () => {
		const wrapUp = segment('11:10', undefined, { segmentType: 'WrapUp' });

		expect(readOne([segment('11:00', '11:10'), wrapUp]).session).toMatchObject({
			state: 'disconnected',
			disconnectedTime: at('11:10'),
		});
	});

	it('does not tell when it ended while it is open', () => {
		const { session } = readOne([segment('11:00', '11:10', { disconnectType: 'peer' }), segment('11:10')]);

		expect([session.disconnectedTime, session.disconnectType]).toEqual([undefined, undefined]);
	});

	it('has begun with its first segment whose time can be read', () => {
		const { session } = readOne([
			segment('11:20'),
			{ segmentStart: 'soon' },
			segment('11:00'),
			segment('11:10'),
		]);

		expect(session.connectedTime).toBe(at('11:00'));
	});
});

describe('The queue of somebody in the index', () => {
	const queueOf = (...segments: readonly DetailsSegmentPayload[]) => readOne(segments).participant.queueId;

	it('is that of the segment that began last, wherever it stands', () => {
		expect(
			queueOf(segment('11:10', '11:20', { queueId: 'b' }), segment('11:00', '11:10', { queueId: 'a' })),
		).toBe('b');
	});

	it('is not lost with a later segment that has none', () => {
		expect(queueOf(segment('11:00', '11:10', { queueId: 'a' }), segment('11:10'))).toBe('a');
	});

	it('is that of the last one where nobody knows when they began', () => {
		expect(queueOf({ queueId: 'a' }, { queueId: 'b' })).toBe('b');
	});

	it('is none where none has one', () => {
		expect(queueOf(segment('11:00'))).toBeUndefined();
	});
});
