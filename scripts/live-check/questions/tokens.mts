import type { Look } from '../look.mts';
import type { Answer, Request, Token } from '../platform.mts';
import type { ReadingQuestion } from '../question.mts';
import { Unanswered } from '../trouble.mts';
import { errorCode } from '../words.mts';

const TOKEN_CALL: Request = { method: 'GET', path: '/api/v2/tokens/me' };
/** The longest life of a token that is waited for. */
const LONGEST_WAIT_SECONDS = 900;
/** Calls beyond what the header says is allowed, and how many are made where no header says anything. */
const BEYOND = 60;
const MOST_CALLS = 1_500;
const SIDE_BY_SIDE = 5;
const COUNT = 'inin-ratelimit-count';
const ALLOWED = 'inin-ratelimit-allowed';

/** Calls with a token of its own until one is refused. @throws Unanswered if none is */
async function untilRefused(look: Look, token: Token): Promise<Answer> {
	let most = MOST_CALLS;
	for (let calls = 0; calls < most; calls += SIDE_BY_SIDE) {
		const answers = await Promise.all(
			Array.from({ length: SIDE_BY_SIDE }, () => look.askWith(token, TOKEN_CALL, true)),
		);
		const refused = answers.find(({ status }) => status === 429);
		if (refused !== undefined) return refused;
		const failed = answers.find(({ status }) => status !== 200);
		if (failed !== undefined) throw new Unanswered(`a call was answered with status ${failed.status}`);
		const allowed = Number(answers[0]?.header(ALLOWED));
		// A window may have been renewed while the calls were made, so that twice as many are allowed.
		if (allowed > 0) most = Math.min(MOST_CALLS, 2 * allowed + BEYOND);
	}
	throw new Unanswered('no call was refused: this machine may be too slow to reach the limit');
}

function countOf(answer: Answer): number | undefined {
	const written = answer.header(COUNT);
	return written === undefined ? undefined : Number(written);
}

/** What becomes of tokens, and of calls beyond the rate limit. */
export const tokenQuestions: readonly ReadingQuestion[] = [
	{
		kind: 'reads',
		name: 'rate-limit',
		title: 'What is a call told beyond the rate limit, and do refused calls count?',
		settles: ['rateLimitHeadersOn429'],
		steps: [
			'gets a token of its own, so that nobody else is held up where the limit is per token',
			'reads that token without a pause until a call is refused (some hundreds of calls)',
			'makes ten more calls that will be refused, to see whether they count',
		],
		unless: ({ exhaustsRateLimit }) =>
			exhaustsRateLimit
				? undefined
				: "it uses up a token's calls for a minute: run with --exhaust-rate-limit",
		ask: async (look, note) => {
			const token = await look.freshToken();
			const refused = await untilRefused(look, token);
			const hasHeaders = countOf(refused) !== undefined;
			const hasRetryAfter = refused.header('retry-after') !== undefined;
			note.saw(
				`A refused call has status 429, code ${errorCode(refused.body)}, ${hasRetryAfter ? 'a' : 'no'} Retry-After, and ${hasHeaders ? 'the' : 'no'} inin-ratelimit headers.`,
			);
			note.value('rateLimitHeadersOn429', hasHeaders);
			let last = refused;
			for (let calls = 0; calls < 10; calls += 1) last = await look.askWith(token, TOKEN_CALL, true);
			const [before, after] = [countOf(refused), countOf(last)];
			if (last.status !== 429 || before === undefined || after === undefined)
				note.saw('Whether refused calls count cannot be told: their answers carry no count.');
			else note.saw(`Refused calls ${after > before ? 'count' : 'do not count'}; the simulator counts them.`);
		},
	},
	{
		kind: 'reads',
		name: 'expired-token',
		title: 'Which error code has the 401 for a token that is past its life?',
		settles: ['expiredTokenCode'],
		steps: ['gets a token of its own', 'waits until it has expired', 'reads that token'],
		unless: ({ waitsForExpiry }) =>
			waitsForExpiry ? undefined : 'it waits until a token has expired: run with --wait-for-expiry',
		ask: async (look, note) => {
			const token = await look.freshToken();
			const { lifeSeconds } = token;
			if (!(lifeSeconds > 0 && lifeSeconds <= LONGEST_WAIT_SECONDS))
				throw new Unanswered(
					`tokens of this client live ${lifeSeconds} seconds: set its Token Duration to ${LONGEST_WAIT_SECONDS} or less`,
				);
			const before = await look.askWith(token, TOKEN_CALL);
			if (before.status !== 200)
				throw new Unanswered(`the token is answered with status ${before.status} from the beginning`);
			await look.wait((lifeSeconds + 5) * 1_000);
			const { status, body } = await look.askWith(token, TOKEN_CALL);
			const code = errorCode(body);
			note.saw(`After its life the token is answered with status ${status}, code ${code}.`);
			if (status === 200) throw new Unanswered('the token is still taken after its life');
			note.oneOf('expiredTokenCode', status === 401 ? code : '', `status ${status}, another code`);
		},
	},
];
