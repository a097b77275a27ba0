import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/**
 * The parent type `oAuth2Api`, reduced to names and defaults: its real definition lies in n8n-nodes-base. What n8n does
 * with them, from fetching a token to renewing it, is n8n-core's real code.
 */
const OAUTH2_API: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		field('grantType', 'authorizationCode'),
		field('authUrl'),
		field('accessTokenUrl'),
		field('clientId'),
		field('clientSecret'),
		field('scope'),
		field('authQueryParameters'),
		field('authentication', 'header'),
		field('ignoreSSLIssues', false),
		field('oauthTokenData'),
		field('additionalBodyProperties'),
	],
};

function field(name: string, value: string | boolean = ''): INodeProperties {
	return { displayName: name, name, type: typeof value === 'boolean' ? 'boolean' : 'string', default: value };
}

/** A credential as a user would have saved it. */
export interface SavedCredential {
	readonly type: string;
	data: ICredentialDataDecryptedObject;
}

/** Keeps credentials in memory and resolves them as n8n does: inherited fields, defaults, expressions. */
export class Credentials extends ICredentialsHelper {
	constructor(
		private readonly types: ReadonlyMap<string, ICredentialType>,
		/** By ID. */
		private readonly saved: Readonly<Record<string, SavedCredential>>,
	) {
		super();
	}

	getParentTypes(name: string): string[] {
		return (this.typeOf(name).extends ?? []).flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.typeOf(name);
		const properties: INodeProperties[] = [];
		for (const parent of type.extends ?? []) {
			NodeHelpers.mergeNodeProperties(properties, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(properties, type.properties);
		return properties;
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		nodeCredentials: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		_executeData?: unknown,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		const data = structuredClone(this.find(nodeCredentials).data);
		if (raw) return data;
		const properties = this.getCredentialsProperties(type);
		const withDefaults =
			NodeHelpers.getNodeParameters(properties, withoutToken(data), true, false, null, null) ?? {};
		const resolved = await resolveExpressions(withDefaults, mode);
		return data.oauthTokenData === undefined
			? resolved
			: { ...resolved, oauthTokenData: data.oauthTokenData };
	}

	updateCredentialsOauthTokenData(
		nodeCredentials: INodeCredentialsDetails,
		_type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		const saved = this.find(nodeCredentials);
		if (oauthTokenData !== undefined) saved.data = { ...saved.data, oauthTokenData };
		return Promise.resolve();
	}

	authenticate(): Promise<IHttpRequestOptions> {
		return Promise.reject(new Error('An OAuth2 credential is not authenticated this way'));
	}

	preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('Encrypted credentials need a server'));
	}

	updateCredentials(): Promise<void> {
		return Promise.reject(new Error('Encrypted credentials need a server'));
	}

	private typeOf(name: string): ICredentialType {
		const type = name === OAUTH2_API.name ? OAUTH2_API : this.types.get(name);
		if (!type) throw new Error(`Unknown credential type ${name}`);
		return type;
	}

	private find({ id }: INodeCredentialsDetails): SavedCredential {
		const saved = this.saved[id ?? ''];
		if (!saved) throw new Error(`There is no credential ${id ?? '(without ID)'}`);
		return saved;
	}
}

function withoutToken(data: ICredentialDataDecryptedObject): Record<string, string | number | boolean> {
	const plain = Object.entries(data).flatMap(([name, value]) =>
		typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
			? [[name, value] as const]
			: [],
	);
	return Object.fromEntries(plain);
}

/** Expressions in a credential see the credential's own fields as `$self`; n8n resolves them on a workflow of one node. */
async function resolveExpressions(
	data: Parameters<Workflow['expression']['getComplexParameterValue']>[1],
	mode: WorkflowExecuteMode,
): Promise<ICredentialDataDecryptedObject> {
	const node = {
		id: 'credential',
		name: 'Credential',
		type: 'credential',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const nodeType = { description: { ...EMPTY_DESCRIPTION } };
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	await workflow.expression.acquireIsolate();
	try {
		const selfData = typeof data === 'object' && !Array.isArray(data) ? data : {};
		const resolved = workflow.expression.getComplexParameterValue(
			node,
			data,
			mode,
			{},
			undefined,
			undefined,
			selfData as ICredentialDataDecryptedObject,
		);
		return resolved as ICredentialDataDecryptedObject;
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

const EMPTY_DESCRIPTION = {
	displayName: '',
	name: '',
	group: [],
	version: 1,
	description: '',
	defaults: {},
	inputs: [],
	outputs: [],
	properties: [],
};
