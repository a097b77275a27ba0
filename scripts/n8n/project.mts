import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this checkout, absolute, without a trailing separator. */
export const PROJECT_FOLDER = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The folder of the importable example workflows. */
export const EXAMPLES_FOLDER = join(PROJECT_FOLDER, 'examples');

/** Tells a person what is going on, one line at a time. */
export type Report = (line: string) => void;
