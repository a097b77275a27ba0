import { DEFAULT_CLIENT, type ConversationInit, type Simulator } from '../../simulator/index.mts';
import { seedContactCenter, type ContactCenter } from '../../simulator/seed.mts';
import { Helper, play, withSimulator, type Answering, type Played } from './rig.mts';

/** The options of a run that asks everything. */
export const EVERYTHING = ['--changes', '--exhaust-rate-limit', '--wait-for-expiry'];
/** Why nothing is written to what is not the test chat. */
export const NOT_MARKED =
	'not a web messaging chat whose customer has written the marker: nothing was changed';
/** A token of a user that must not get out. */
export const TOKEN_TYPED = 'a-token-of-a-user-that-must-not-be-shown';

/** An organization with a contact center at work, which live-check asks. */
export class Organization {
	readonly simulator: Simulator;
	readonly center: ContactCenter;
	/** Bodies of all answers, for what must not get out. */
	readonly #answers: string[] = [];

	constructor(simulator: Simulator) {
		this.simulator = simulator;
		this.center = seedContactCenter(simulator.world);
		simulator.configure({ tokenLifeSeconds: 900 });
		simulator.whenAnswered((_call, body) => this.#answers.push(body));
	}

	/** Asks one question that changes something, with somebody at the terminal who does as asked but for what is given here. */
	async change(
		name: string,
		own: Answering = () => undefined,
		chat: Partial<ConversationInit> = {},
	): Promise<Played & { readonly helper: Helper }> {
		const helper = new Helper(this.simulator, chat);
		const played = await play(this.simulator, {
			argv: ['--changes', '--only', name],
			answers: (question) => own(question) ?? helper.obliging(question),
		});
		return { ...played, helper };
	}

	/** IDs, names, texts and secrets that the organization has. */
	privateThings(): string[] {
		const { world } = this.simulator;
		const ids = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g;
		const conversations = JSON.stringify([...world.conversations.all()]);
		const names = [...world.conversations.all()].flatMap(({ participants }) =>
			participants.flatMap(({ name, communication }) => [
				name,
				...communication.messages.map(({ text }) => text).filter((text) => !text.startsWith('live-check')),
			]),
		);
		const tokens = this.#answers.flatMap((body) => /"access_token":"([^"]+)"/.exec(body)?.[1] ?? []);
		const known = [...(conversations.match(ids) ?? []), ...(this.#answers.join().match(ids) ?? [])];
		const secrets = [DEFAULT_CLIENT.secret, DEFAULT_CLIENT.id, TOKEN_TYPED, ...tokens];
		// "API" is the name of a leg, and a word of ours.
		return [...new Set([...known, ...names, ...secrets])].filter((one) => one !== '' && one !== 'API');
	}
}

/** One simulator for a suite, and another organization in it for each test. */
export function withOrganization(): () => Organization {
	const simulator = withSimulator();
	let organization: Organization;

	beforeEach(() => {
		organization = new Organization(simulator());
	});

	return () => organization;
}

/** Everything that anybody could read of a run. */
export function printed({ text, said }: Played): string {
	return [text, ...said].join('\n');
}

/** Somebody signs in, and gives a client consent. */
export async function userToken(simulator: Simulator): Promise<string> {
	const [user] = simulator.world.directory.users.keys();
	const redirect = 'http://127.0.0.1:5678/callback';
	const query = new URLSearchParams({
		client_id: DEFAULT_CLIENT.id,
		redirect_uri: redirect,
		response_type: 'code',
	});
	const decided = await fetch(`${simulator.url}/oauth/authorize?${query.toString()}`, {
		method: 'POST',
		redirect: 'manual',
		body: new URLSearchParams({ user: user ?? '', decision: 'allow' }),
	});
	const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
	const basic = Buffer.from(`${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret}`).toString('base64');
	const given = await fetch(`${simulator.url}/oauth/token`, {
		method: 'POST',
		headers: { authorization: `Basic ${basic}` },
		body: new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: redirect, code }),
	});
	const { access_token } = (await given.json()) as { access_token: string };
	return access_token;
}
