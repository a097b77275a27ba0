import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { toItem, toNodeError } from '../../../nodes/shared/n8n/errors.ts';
import { explainBlocked, explainUnsent } from '../../../nodes/shared/n8n/explain.ts';
import { ApiFailure, BadInput, Failure, RateLimitReached } from '../../../nodes/shared/platform/failures.ts';

const NODE: INode = {
	id: 'n',
	name: 'Node',
	type: 'x.node',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

describe('An error that n8n shows', () => {
	it('says what happened, what to do, and at which item', () => {
		const error = toNodeError(NODE, new BadInput('Name', 'It is empty.'), 3);

		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: "The value of 'Name' cannot be used",
			description: 'It is empty.',
			context: { itemIndex: 3 },
		});
	});

	it('names no item where there is none', () => {
		expect(toNodeError(NODE, new Failure('It failed', 'Try again.')).context['itemIndex']).toBeUndefined();
		expect(toNodeError(NODE, new ApiFailure('It failed', 'Try again.')).context['itemIndex']).toBeUndefined();
	});

	it('has the status of a refusal', () => {
		const error = toNodeError(NODE, new ApiFailure('Refused', 'Ask.', { status: 404 }), 0);

		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'Refused',
			description: 'Ask.',
			httpCode: '404',
			context: { itemIndex: 0 },
		});
	});

	it('has no status where no answer came', () => {
		expect(toNodeError(NODE, new ApiFailure('Broke', 'Try again.'))).toMatchObject({ httpCode: null });
	});

	it('tells n8n of the rate limit, and how long to wait', () => {
		const limited = new RateLimitReached('Limited', 'Later.', { status: 429, retryAfterSeconds: 42 });

		expect(toNodeError(NODE, limited)).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 42_000 },
		});
	});

	it.each([
		['maxRetries', ' To allow more, raise Options → Max Retries.'],
		['maxWaitSeconds', ' To allow more, raise Options → Max Wait (Seconds).'],
		[undefined, ''],
	] as const)('names the option that ends a run early: %s', (limit, more) => {
		const limited = new RateLimitReached('Limited', 'Later.', { status: 429, ...(limit && { limit }) });

		expect(toNodeError(NODE, limited, 0)).toMatchObject({ message: 'Limited', description: `Later.${more}` });
		expect(toItem(limited)).toEqual({ error: 'Limited', message: `Later.${more}` });
		// A list of the form, and the trigger, have no such option.
		expect(toNodeError(NODE, limited)).toMatchObject({ description: 'Later.' });
	});

	it('does not tell for how long where nobody knows', () => {
		const limited = new RateLimitReached('Limited', 'Later.', { status: 429 });

		expect(toNodeError(NODE, limited)).toMatchObject({ failure: { cause: 'rate-limited' } });
		expect(toNodeError(NODE, limited)).not.toHaveProperty('failure.retryAfterMs');
	});

	it('is not one of the rate limit for any other refusal', () => {
		expect(toNodeError(NODE, new ApiFailure('Refused', 'Ask.', { status: 429 }))).not.toHaveProperty(
			'failure.cause',
			'rate-limited',
		);
	});

	it.each([
		['the server is down', new ApiFailure('Down', 'Wait.', { status: 503 }), 'temporarily-unavailable'],
		['no answer came', new ApiFailure('Lost', 'Wait.', {}), 'temporarily-unavailable'],
		['the credential is refused', new ApiFailure('Refused', 'Look.', { status: 401 }), 'credential-invalid'],
		['the credential is not connected', explainUnsent('Unable to sign'), 'credential-invalid'],
		['something is not allowed', new ApiFailure('Refused', 'Ask.', { status: 403 }), 'configuration-invalid'],
		['n8n may not call the address', explainBlocked(), 'configuration-invalid'],
		['a value cannot be used', new BadInput('Limit', 'Change it.'), 'configuration-invalid'],
	])('tells n8n whether waiting can help: %s', (_what, error, cause) => {
		expect(toNodeError(NODE, error)).toMatchObject({ failure: { cause } });
	});

	it('tells n8n nothing where it is about a single thing', () => {
		expect(toNodeError(NODE, new ApiFailure('Not found', 'Look.', { status: 404 }))).not.toHaveProperty(
			'failure.cause',
		);
		expect(toNodeError(NODE, new Failure('Several match', 'Choose.'))).not.toHaveProperty('failure.cause');
	});
});

describe('The item of an input that failed', () => {
	it('has exactly the two keys by which n8n knows it', () => {
		expect(toItem(new Failure('It failed', 'Try again.'))).toEqual({
			error: 'It failed',
			message: 'Try again.',
		});
	});

	it('keeps the words of an error of n8n', () => {
		const error = new NodeOperationError(NODE, 'No such field', { description: 'Look again.' });

		expect(toItem(error)).toEqual({ error: 'No such field', message: 'Look again.' });
	});

	const REPORT = "Check the node's parameters. If that does not help, please report the problem.";

	it.each([
		['an error of the program', new TypeError('x is not a function'), 'x is not a function'],
		['an error without a word', new Error(), 'The node stopped unexpectedly'],
		['something that is no error', 'text', 'The node stopped unexpectedly'],
		['an error of n8n without a description', new NodeOperationError(NODE, 'Stopped'), 'Stopped'],
	])('asks to report %s', (_what, error, what) => {
		expect(toItem(error)).toEqual({ error: what, message: REPORT });
	});
});
