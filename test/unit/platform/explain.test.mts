import fc from 'fast-check';
import type { ApiCall } from '../../../nodes/shared/platform/api.ts';
import { explainRefusal, isUnseenDivision } from '../../../nodes/shared/platform/explain.ts';

const CALL: ApiCall = {
	method: 'GET',
	path: '/api/v2/x',
	doing: 'reading the conversation',
	repeatable: true,
	changes: false,
};
const refusal = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	explainRefusal({ status, headers, body }, CALL);

describe('Explaining a refusal', () => {
	it.each([
		['the header of today', { 'inin-correlation-id': 'a' }, {}, 'a'],
		['the header to come', { 'genesys-correlation-id': 'b', 'inin-correlation-id': 'a' }, {}, 'b'],
		['the body', {}, { contextId: 'c' }, 'c'],
	])('finds the correlation ID in %s', (_where, headers, body, id) => {
		expect(refusal(500, body, headers).details.correlationId).toBe(id);
		expect(refusal(500, body, headers).whatToDo).toContain(`Correlation ID: ${id}.`);
	});

	it('says nothing of a correlation ID where there is none', () => {
		expect(refusal(500, 'oops').whatToDo).not.toContain('Correlation');
	});

	it.each([
		[
			'You must have at least one of the following permissions assigned: [a:b:view, c:d:edit]',
			'one of these permissions: A > B > View (a:b:view), C > D > Edit (c:d:edit).',
		],
		['You are missing the following permission(s): a:b:view', 'this permission: A > B > View (a:b:view).'],
		[
			'You are missing the following permission(s): conversation:participant:attributesview',
			'Conversation > Participant > Attributes View (conversation:participant:attributesview).',
		],
		[
			'You are missing the following permission(s): externalContacts:contact:view',
			'External Contacts > Contact > View (externalContacts:contact:view).',
		],
		[
			'You are missing the following permission(s): a:b:view, c:d:edit',
			'role these permissions: A > B > View (a:b:view), C > D > Edit (c:d:edit).',
		],
	])('names the permissions of %j', (message, permissions) => {
		expect(refusal(403, { message }).whatToDo).toContain(permissions);
	});

	it('says by the code that one of several permissions is enough', () => {
		const body = { code: 'missing.any.permissions', message: 'You need a:b:view or c:d:edit' };

		expect(refusal(403, body).whatToDo).toContain('role one of these permissions: A > B > View');
	});

	it('names no permission where only the division is missing', () => {
		const message =
			"You are missing the following permission(s) for the object's division: a:b:view, c:d:edit";
		const { message: what, whatToDo } = refusal(
			403,
			{ code: 'missing.division.permission', message },
			{ 'inin-correlation-id': 'a' },
		);

		expect(what).toBe('The credential has no access to this division (reading the conversation)');
		expect(whatToDo).toBe(
			`In Genesys Cloud, add the division to the OAuth client's role. Genesys Cloud says: "${message}" Correlation ID: a.`,
		);
	});

	it('knows a code better than a status', () => {
		expect(refusal(400, { code: 'not.a.user' }).message).toContain('signed-in user');
		expect(refusal(403, { code: 'missing.division.permission' }).message).toContain('division');
	});

	it('takes only a 403 with the code of a division for an unseen one', () => {
		const body = { code: 'missing.division.permission', message: 'No' };

		expect(isUnseenDivision({ status: 403, headers: {}, body })).toBe(true);
		expect(isUnseenDivision({ status: 400, headers: {}, body })).toBe(false);
		expect(
			isUnseenDivision({ status: 403, headers: {}, body: { ...body, code: 'missing.permissions' } }),
		).toBe(false);
	});

	it('gives two sentences whatever comes, and the status', () => {
		fc.assert(
			fc.property(fc.integer({ min: 300, max: 599 }), fc.jsonValue(), (status, body) => {
				const failure = refusal(status, body);
				return (
					failure.message.includes('reading the conversation') &&
					failure.whatToDo.trim() !== '' &&
					failure.details.status === status
				);
			}),
		);
	});

	it('is not led astray by the names that every object has', () => {
		for (const code of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
			expect(refusal(400, { code }).message).toContain('did not accept the request');
		}
	});
});
