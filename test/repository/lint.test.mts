import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const PROJECT = resolve(__dirname, '../..');
const TEMPLATE = 'node_modules/@n8n/node-cli/dist/template/templates/shared/default/eslint.config.mjs';

it('n8n’s lint configuration is the one that n8n ships', () => {
	const [own, template] = ['eslint.config.mjs', TEMPLATE].map((place) =>
		readFileSync(resolve(PROJECT, place), 'utf8').replaceAll(/\s+/g, ' ').trim(),
	);

	expect(own).toBe(template);
});
