import type { Operation } from '../http/operation.mts';
import { activityOperations } from './activity.mts';
import { agentlessOperations } from './agentless.mts';
import { analyticsOperations } from './analytics.mts';
import { attributeSearchOperations } from './attribute-search.mts';
import { closingOperations } from './closing.mts';
import { conversationOperations } from './conversations.mts';
import { divisionOperations } from './divisions.mts';
import { externalContactOperations } from './external-contacts.mts';
import { flowOperations } from './flows.mts';
import { identifierLookupOperations } from './identifier-lookup.mts';
import { messageOperations } from './messages.mts';
import { organizationOperations } from './organization.mts';
import { ownConversationOperations } from './own-conversations.mts';
import { participantOperations } from './participants.mts';
import { queueObservationOperations } from './queue-observations.mts';
import { routingOperations } from './routing.mts';
import { tagOperations } from './tags.mts';
import { tokenOperations } from './tokens.mts';
import { userOperations } from './users.mts';
import { webDeploymentOperations } from './web-deployments.mts';

/** Every operation of the Platform API that is imitated. */
export const OPERATIONS: readonly Operation[] = [
	...activityOperations,
	...agentlessOperations,
	...analyticsOperations,
	...attributeSearchOperations,
	...closingOperations,
	...conversationOperations,
	...divisionOperations,
	...externalContactOperations,
	...flowOperations,
	...identifierLookupOperations,
	...messageOperations,
	...organizationOperations,
	...ownConversationOperations,
	...participantOperations,
	...queueObservationOperations,
	...routingOperations,
	...tagOperations,
	...tokenOperations,
	...userOperations,
	...webDeploymentOperations,
];
