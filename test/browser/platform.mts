import assert from 'node:assert/strict';
import { asObject, textField } from '../../scripts/n8n/json.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';

/** Somebody who calls the Platform API with a token of their own. */
export interface ApiUser {
	/** Makes a call and gives the answer's HTTP status. */
	call(method: 'GET' | 'PATCH', path: string, body?: unknown): Promise<number>;
}

/** Logs in by client credentials (POST /oauth/token) at an organization whose login and API have the same base URL. */
export async function logInToApi(baseUrl: string): Promise<ApiUser> {
	const basic = Buffer.from(`${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret}`).toString('base64');
	const response = await fetch(`${baseUrl}/oauth/token`, {
		method: 'POST',
		headers: { authorization: `Basic ${basic}` },
		body: new URLSearchParams({ grant_type: 'client_credentials' }),
	});
	assert.equal(response.status, 200);
	const token = textField(asObject(await response.json(), 'token'), 'access_token', 'token');
	return {
		async call(method, path, body) {
			const answer = await fetch(baseUrl + path, {
				method,
				headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			await answer.arrayBuffer();
			return answer.status;
		},
	};
}
