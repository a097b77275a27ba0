// Runs n8n's own package scanner on what is here: the source, and the tarball as it would be published. The scanner's
// command line only takes packages that are published already.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SOURCE_FILE_PATTERNS, analyzePackage } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { packPackage } from './n8n/package.mts';

const folder = mkdtempSync(join(tmpdir(), 'scan-'));
try {
	const { tarball, paths } = await packPackage(folder);
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	const { dependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));

	const findings = [
		...tell('source', await analyzePackage(process.cwd(), SOURCE_FILE_PATTERNS)),
		...tell('tarball', await analyzePackage(join(folder, 'package'), ['**/*.js', 'package.json'])),
		...Object.keys(dependencies).map((name) => `runtime dependency ${name}`),
	];
	console.log(`tarball: ${paths.length} files, ${(statSync(tarball).size / 1000).toFixed(1)} kB`);
	if (findings.length > 0) throw new Error(findings.join('\n'));
	console.log('0 findings in source and tarball');
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/** A scan that looked at nothing passes too, so an empty one counts as a finding. */
function tell(what, { passed, message, details }) {
	if (passed && !message) return [];
	return [`${what}: ${message}\n${details ?? ''}`];
}
