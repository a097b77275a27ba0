import type { World } from '../world/world.mts';

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text made harmless within HTML. */
function escapeHtml(text: string): string {
	return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function page(title: string, body: string): string {
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/assets/style.css">
</head>
<body class="card-page"><main class="card">${body}</main></body>
</html>
`;
}

/** The page on which a user allows an OAuth client to act for them. */
export function consentPage(clientName: string, scopes: readonly string[], { directory }: World): string {
	const users = [...directory.users.values()]
		.map(({ id, name }) => `<option value="${id}">${escapeHtml(name)}</option>`)
		.join('');
	const asked = scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('');
	return page(
		'Sign in – Genesys Cloud simulator',
		`<p class="eyebrow">Genesys Cloud simulator</p>
<h1>${escapeHtml(clientName)} wants to act for you</h1>
${asked === '' ? '' : `<p>It asks for</p><ul class="scopes">${asked}</ul>`}
<form method="post">
<label for="user">Sign in as</label>
<select id="user" name="user">${users}</select>
<div class="actions">
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</div>
</form>`,
	);
}

/** The page that tells why signing in is impossible. */
export function refusalPage(reason: string): string {
	return page('Cannot sign in', `<h1>Cannot sign in</h1><p>${escapeHtml(reason)}</p>`);
}
