import type { Owner } from '../n8n/client.mts';
import type { OAuthClient } from '../n8n/genesys-credential.mts';

/** What `npm start` is about to do, and how long it takes. */
export function plan(n8nVersion: string, isInstalled: boolean): string {
	const install = isInstalled
		? `2. n8n ${n8nVersion}                       is installed already`
		: `2. Install n8n ${n8nVersion}               about 2.6 GB and four minutes, this first time only;
                                      some minutes more where its database driver has to be compiled`;
	return `
This starts a real n8n on your computer, with this node and a simulated contact center to practice on.
Nothing is sent to Genesys Cloud, and nobody else can reach it.

  1. Build the node                   up to half a minute
  ${install}
  3. Start n8n and contact center     half a minute

Code nodes run JavaScript; Python is off. Ctrl-C ends everything.
`;
}

/** What there is to see and to use once everything runs. */
export interface Place {
	readonly n8nUrl: string;
	readonly owner: Pick<Owner, 'email' | 'password'>;
	/** n8n's id of the workflow to begin with. */
	readonly practiceId: string;
	readonly simulatorUrl: string;
	/** The open conversation of {@link CUSTOMER}. */
	readonly conversationId: string;
	readonly client: OAuthClient;
	/** The name of the credential that is filled in already. */
	readonly credential: string;
	/** How many workflows there are to look at. */
	readonly examples: number;
	/** The path of the published one's webhook, as in `/webhook/{path}`. */
	readonly webhook: string;
	/** The names of kept examples that are from an older version of this package. */
	readonly outdated: readonly string[];
}

/** The customer whom the simulator's contact center always has in an open conversation. */
const CUSTOMER = { name: 'Dana Example', externalId: 'CRM-100045' };

/** The way to a first closed conversation, and then all the rest. */
export function introduction(place: Place): string {
	const { n8nUrl, owner, practiceId, simulatorUrl, conversationId, client, credential } = place;
	return `
Ready. Close your first conversation:

  1. Open                 ${n8nUrl}/workflow/${practiceId}
     log in with          ${owner.email}
     password             ${owner.password}
  2. Press                Execute workflow
  3. Watch it end         ${simulatorUrl}/

What the customer sees, ${CUSTOMER.name}:
                          ${simulatorUrl}/messenger/${conversationId}

To practice with a credential of your own (docs/first-close.md):

  Client ID               ${client.id}
  Client Secret           ${client.secret}
  Region                  Custom
  Custom API URL          ${simulatorUrl}
  Custom Login URL        ${simulatorUrl}

Also in n8n: the credential "${credential}", and ${place.examples} example workflows that use it.
One of them answers a webhook:

  curl -X POST ${n8nUrl}/webhook/${place.webhook} \\
    -H 'content-type: application/json' -d '{"externalId":"${CUSTOMER.externalId}"}'
${older(place.outdated)}
Ctrl-C ends everything. Your workflows are kept for the next start; "npm start -- --fresh" begins anew.
With "npm run dev" beside it, n8n takes changes of the node over as you save them.
`;
}

function older(names: readonly string[]): string {
	if (names.length === 0) return '';
	return `
Kept from an older version of this package, whose options differ; "npm start -- --fresh" brings the new ones:
${names.map((name) => `  - ${name}`).join('\n')}
`;
}
