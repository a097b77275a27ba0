// npm run role-table: writes the table of permissions in docs/errors.md anew, from what the tests run.
import { join } from 'node:path';
import { MARKS, roleTable } from '../test/support/roles.mts';
import { writeBetweenMarks } from './marks.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';

await writeBetweenMarks(join(PROJECT_FOLDER, 'docs/errors.md'), MARKS, roleTable());
