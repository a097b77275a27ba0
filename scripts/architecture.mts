import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { importsIn, publishedSources } from '../test/support/house.mts';
import { diagramOf } from './architecture/diagram.mts';
import { withDiagram } from './architecture/page.mts';

const PAGE = join(import.meta.dirname, '../docs/architecture.md');

writeFileSync(PAGE, withDiagram(readFileSync(PAGE, 'utf8'), diagramOf(importsIn(publishedSources()))));
