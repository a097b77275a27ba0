import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { parameterPage } from '../../scripts/parameters/page.mts';

describe('The page of parameters', () => {
	it('says what the forms have; `npm run parameter-page` writes it anew', () => {
		expect(readFileSync(join(PROJECT_FOLDER, 'docs/parameters.md'), 'utf8')).toBe(parameterPage());
	});

	it('has each parameter of an operation once, those of AI Agents included', () => {
		const sections = parameterPage().split('\n## ').slice(1);
		const twice = sections.flatMap((section) => {
			const names = [...section.matchAll(/^\| (`[^`]+`)/gm)].map(([, name = '']) => name);
			return names.filter((name, i) => names.indexOf(name) !== i);
		});

		// One more is about AI Agents.
		expect(sections).toHaveLength(OPERATIONS.length + 1);
		expect(twice).toEqual([]);
	});
});
