import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { diagramOf } from '../../../scripts/architecture/diagram.mts';
import { withDiagram } from '../../../scripts/architecture/page.mts';
import { importsIn, publishedSources, type Import } from '../../support/house.mts';

const PAGE = join(__dirname, '../../../docs/architecture.md');

const one = (from: string, to: string): Import => ({ from, to, isTypeOnly: false });

describe('The picture of the architecture', () => {
	it('shows the imports as they are', () => {
		const page = readFileSync(PAGE, 'utf8');

		expect(withDiagram(page, diagramOf(importsIn(publishedSources())))).toBe(page);
	});

	it('has an arrow for an import from one part into another, whatever lies deeper in them', () => {
		expect(
			diagramOf([one('nodes/GenesysWebMessaging/actions/message/a.ts', 'nodes/shared/n8n/b.ts')]),
		).toContain('\tGenesysWebMessaging --> n8n');
	});

	it('has none within a part, and none that a longer way implies', () => {
		const drawn = diagramOf([
			one('nodes/shared/n8n/a.ts', 'nodes/shared/n8n/b.ts'),
			one('nodes/shared/n8n/a.ts', 'nodes/shared/conversations/c.ts'),
			one('nodes/shared/n8n/a.ts', 'nodes/shared/platform/d.ts'),
			one('nodes/shared/conversations/c.ts', 'nodes/shared/platform/d.ts'),
		]);

		expect(drawn.split('\n').filter((line) => line.includes('-->'))).toEqual([
			'\tconversations --> platform',
			'\tn8n --> conversations',
		]);
	});

	it('has no place on a page without a block for it', () => {
		expect(() => withDiagram('# Architecture\n', 'flowchart TD')).toThrow('no Mermaid block');
	});
});
