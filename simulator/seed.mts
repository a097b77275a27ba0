import { MINUTE_MS, HOUR_MS } from './durations.mts';
import type { Contact, ExternalSource, Queue, User } from './world/directory.mts';
import type { ConversationHandle, MessageInit, Stage } from './world/scenario.mts';
import type { World } from './world/world.mts';

/** What `seedContactCenter` put into the world and its users ask for by name. */
export interface ContactCenter {
	readonly queues: readonly Queue[];
	readonly agents: readonly User[];
	readonly source: ExternalSource;
	/** Dana Example, external id CRM-100045. */
	readonly dana: {
		readonly contact: Contact;
		readonly open: ConversationHandle;
		readonly ended: ConversationHandle;
	};
}

const AGENTS = [
	'Alex Agent',
	'Bea Lindholm',
	'Chen Wu',
	'Diego Marín',
	'Efua Mensah',
	'Farid Nazari',
	'Grace Okafor',
	'Hugo Brandt',
];

const CUSTOMERS = [
	'Amelia Stone',
	'Benno Vogel',
	'Carla Rossi',
	'Daniel Kim',
	'Elif Demir',
	'Frida Holm',
	'Gustavo Lima',
	'Hana Sato',
	'Imran Shah',
	'Julia Novak',
	'Kofi Boateng',
	'Lena Fischer',
	'Marco Conti',
	'Nadia Haddad',
	'Oskar Berg',
	'Priya Nair',
	'Quinn Murphy',
	'Rosa Alvarez',
	'Sven Larsen',
	'Tara Wilson',
	'Umar Farouk',
	'Vera Petrova',
	'Wim de Vries',
	'Ximena Ruiz',
	'Yusuf Kaya',
	'Zoe Martin',
	'Anton Weber',
	'Bianca Moretti',
	'Colm Byrne',
	'Dilara Aydin',
];

const TALKS: readonly (readonly string[])[] = [
	['Hi, my parcel has not arrived.', 'Sorry to hear that. What is your order number?', 'It is 48-1123.'],
	['I was charged twice this month.', 'Let me check your last invoice.', 'Thank you, I will wait.'],
	['How do I change my address?', 'I can do that for you right away.', 'Great, please do.'],
	['The app shows an error when I sign in.', 'Could you tell me what it says?', 'It says "session unknown".'],
	['Can I still return these shoes?', 'Yes, within 30 days of delivery.', 'Perfect, thanks!'],
	['My internet is down since this morning.', 'I am running a test on your line.', 'OK.'],
];

/** Stage and age in minutes of the conversations, dealt out to the customers in turn. */
const DEALT: readonly (readonly [Stage, number])[] = [
	['flow', 1],
	['flow', 3],
	['queue', 4],
	['queue', 9],
	['queue', 16],
	['alerting', 2],
	['alerting', 5],
	['agent', 7],
	['agent', 12],
	['agent', 18],
	['agent', 26],
	['agent', 41],
	['agent', 95],
	['agent', 260],
	['parked', 190],
	['parked', 1_560],
	['customerLeft', 33],
	['customerLeft', 480],
	['customerLeft', 2_950],
	['agent', 1_730],
	['agent', 4_400],
	['afterCallWork', 21],
	['afterCallWork', 38],
	['ended', 55],
	['ended', 130],
	['ended', 340],
	['ended', 1_500],
	['ended', 2_900],
	['ended', 4_300],
	['ended', 7_200],
];

function talk(world: World, stage: Stage): MessageInit[] {
	const [question = '', answer = '', reply = ''] = world.random.pick(TALKS);
	const waiting: MessageInit[] = [{ from: 'customer', text: question }];
	if (stage === 'flow' || stage === 'queue' || stage === 'alerting') return waiting;
	return [...waiting, { from: 'agent', text: answer }, { from: 'customer', text: reply }];
}

function seedOrganization(world: World) {
	const source = world.addExternalSource({ name: 'CRM' });
	for (const name of ['Resolved', 'Follow-up needed', 'Customer gone', 'Closed by workflow'])
		world.addWrapUpCode({ name });
	// As it is in Genesys Cloud until somebody switches Conversation Disconnect on.
	world.addDeployment({ name: 'Web Messaging', onDisconnect: 'off' });
	const sales = world.addDivision({ name: 'Sales' });
	const queues = [
		world.addQueue({ name: 'Web Support' }),
		world.addQueue({ name: 'Billing', wrapUpPrompt: 'OPTIONAL' }),
		world.addQueue({ name: 'Returns', wrapUpPrompt: 'MANDATORY_TIMEOUT', wrapUpTimeoutMs: 90_000 }),
		world.addQueue({ name: 'Sales', divisionId: sales.id }),
		world.addQueue({ name: 'VIP Care' }),
	];
	const agents = AGENTS.map((name) => world.addUser({ name }));
	return { source, queues, agents };
}

function seedDana(world: World, queue: Queue, agent: User, now: number) {
	const contact = world.addContact({
		firstName: 'Dana',
		lastName: 'Example',
		externalIds: [{ value: 'CRM-100045' }],
		emails: ['dana@example.com'],
		phones: ['+15551000045'],
	});
	const common = {
		customerName: 'Dana Example',
		queue,
		contact,
		agent,
		attributes: { 'context.customerId': 'CRM-100045', 'context.plan': 'gold' },
	};
	const ended = world.startConversation({ ...common, stage: 'ended', startedAt: now - 50 * HOUR_MS });
	const open = world.startConversation({
		...common,
		stage: 'agent',
		externalTag: 'CRM-100045',
		startedAt: now - 34 * MINUTE_MS,
		messages: [
			{ from: 'customer', text: 'Hello, my new router does not connect.' },
			{ from: 'workflow', text: 'Thanks! I am looking for somebody to help you.' },
			{ from: 'agent', text: 'Hi Dana, Alex here. Which lights are on?', at: now - 26 * MINUTE_MS },
			{ from: 'customer', text: 'Power is green, the others are off.', at: now - 22 * MINUTE_MS },
		],
	});
	return { contact, open, ended };
}

function seedOthers(
	world: World,
	{ queues, agents }: { queues: readonly Queue[]; agents: readonly User[] },
	now: number,
) {
	CUSTOMERS.forEach((customerName, index) => {
		const [stage, ageMinutes] = DEALT[index % DEALT.length] ?? ['ended', 600];
		const [firstName = '', ...rest] = customerName.split(' ');
		const crmId = `CRM-${String(100_100 + index)}`;
		const contact = world.addContact({
			firstName,
			lastName: rest.join(' '),
			externalIds: [{ value: crmId }],
			emails: [`${firstName.toLowerCase()}@example.com`],
			phones: [`+1555200${String(1000 + index)}`],
		});
		world.startConversation({
			customerName,
			contact,
			queue: queues[index % queues.length] ?? '',
			agent: agents[index % agents.length] ?? '',
			stage,
			startedAt: now - ageMinutes * MINUTE_MS,
			attributes: { 'context.customerId': crmId },
			messages: talk(world, stage),
			...(index % 3 === 0 ? { externalTag: crmId } : {}),
		});
	});
}

function seedOtherMedia(world: World, queue: Queue, now: number): void {
	world.startConversation({
		customerName: '+1 555 010 0199',
		queue,
		stage: 'agent',
		medium: 'call',
		startedAt: now - 6 * MINUTE_MS,
	});
	world.startConversation({
		customerName: 'Paulo Mendes',
		queue,
		stage: 'agent',
		messageType: 'whatsapp',
		startedAt: now - 14 * MINUTE_MS,
	});
}

/** What nobody refers to, so that lists have more to choose from. */
function seedChoices(world: World): void {
	world.addDivision({ name: 'Service' });
	for (const name of ['After Hours', 'Order Status', 'Sales Inquiries'])
		world.addFlow({ name: `${name} Messages` });
	world.addFlow({ name: 'Main Number', type: 'inboundcall' });
}

/**
 * Fills a world with a believable contact center: five queues, eight agents, over thirty conversations of the
 * last days in every stage, a voice call and a WhatsApp conversation. Dana Example (external id CRM-100045)
 * has exactly one open conversation, with a connected agent, and one that has ended.
 */
export function seedContactCenter(world: World): ContactCenter {
	const now = world.now();
	const { source, queues, agents } = seedOrganization(world);
	const [webSupport] = queues;
	const [alex] = agents;
	if (webSupport === undefined || alex === undefined) throw new RangeError('No queue or no agent');
	const dana = seedDana(world, webSupport, alex, now);
	seedOthers(world, { queues, agents }, now);
	seedOtherMedia(world, webSupport, now);
	seedChoices(world);
	return { queues, agents, source, dana };
}
