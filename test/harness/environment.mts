// n8n-core reads its settings from the environment while it is being loaded, so this module is imported before it. The
// user folder is never written to by an engine without a server; it only must not be the developer's own.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import 'reflect-metadata';

Object.assign(process.env, {
	N8N_USER_FOLDER: join(tmpdir(), 'n8n-nodes-genesys-web-messaging-engine'),
	N8N_ENCRYPTION_KEY: 'engine-without-a-server',
	N8N_LOG_LEVEL: 'silent',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	// The other engine needs a native module that Node 20 cannot build.
	N8N_EXPRESSION_ENGINE: 'legacy',
});
