// npm run parameter-page: writes docs/parameters.md anew, from the forms of the nodes.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { parameterPage } from './parameters/page.mts';

await writeFile(join(PROJECT_FOLDER, 'docs/parameters.md'), parameterPage());
