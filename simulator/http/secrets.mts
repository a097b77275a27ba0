/** The fields of a token request that nobody else may see. */
export const SECRET_FIELDS: readonly string[] = [
	'client_secret',
	'code',
	'code_verifier',
	'refresh_token',
	'password',
	'assertion',
];

/** Client id and secret of an HTTP Basic header; nothing for another header. */
export function basicCredentials(
	authorization: string | undefined,
): { readonly id: string; readonly secret: string } | undefined {
	const encoded = /^Basic\s+([\w+/=-]+)\s*$/i.exec(authorization ?? '')?.[1];
	if (encoded === undefined) return undefined;
	const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
	return { id, secret: rest.join(':') };
}

/** The form of a token request; empty for any other call. */
export function formOf(url: string, body: unknown): ReadonlyMap<string, string> {
	return new Map(new URLSearchParams(url.startsWith('/oauth/') && typeof body === 'string' ? body : ''));
}

/** Whatever a call proves itself with, its Authorization header first; `nobody` if it does not. */
export function secretsOf(
	authorization: string | undefined,
	form: ReadonlyMap<string, string>,
): readonly [string, ...string[]] {
	const basic = basicCredentials(authorization);
	const found = [authorization, basic?.secret, ...SECRET_FIELDS.map((name) => form.get(name))];
	const [first = 'nobody', ...others] = found.filter((secret) => secret !== undefined);
	return [first, ...others];
}
