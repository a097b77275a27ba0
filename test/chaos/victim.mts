// Runs the node once in a process of its own, which somebody will kill: the run comes as JSON, and the answer is nothing.
import { text } from 'node:stream/consumers';

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import * as v from 'valibot';

import { genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { createEngine } from '../harness/engine.mts';
import { CREDENTIAL_ID, workflowAround } from '../harness/node-run.mts';

const ERRAND = v.object({
	url: v.string(),
	parameters: v.custom<INodeParameters>(isObject),
	items: v.array(v.custom<IDataObject>(isObject)),
});

const { url, ...node } = v.parse(ERRAND, JSON.parse(await text(process.stdin)));
const engine = await createEngine(PROJECT_FOLDER, {
	[CREDENTIAL_ID]: { type: 'genesysCloudOAuth2Api', data: genesysCredentialData(url, DEFAULT_CLIENT) },
});
await engine.run(workflowAround(node));
