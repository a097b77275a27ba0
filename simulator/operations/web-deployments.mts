import type { Models } from 'purecloud-platform-client-v2';
import { usualError } from '../http/errors.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';
import type { Deployment } from '../world/directory.mts';

const DEPLOYMENTS = '/api/v2/webdeployments/deployments';
const VIEW: Need = { all: ['webDeployments:deployment:view'] };

function deploymentView({ world }: Call, deployment: Deployment): Models.WebDeployment {
	const { id, name, flowId, configurationId } = deployment;
	const flow = world.directory.flows.get(flowId);
	return {
		id,
		name,
		status: 'Active',
		allowAllDomains: true,
		flow: { id: flowId, name: flow?.name ?? '', selfUri: `/api/v2/flows/${flowId}` },
		configuration: {
			id: configurationId,
			version: '1',
			selfUri: `/api/v2/webdeployments/configurations/${configurationId}/versions/1`,
		},
		selfUri: `${DEPLOYMENTS}/${id}`,
	};
}

function deploymentOf({ world, param }: Call): Deployment {
	const deployment = world.directory.deployments.get(param('deploymentId').toLowerCase());
	if (deployment === undefined) throw usualError(404);
	return deployment;
}

function configurationView({
	name,
	configurationId,
	onDisconnect,
}: Deployment): Models.WebDeploymentConfigurationVersion {
	return {
		id: configurationId,
		name: `${name} configuration`,
		version: '1',
		status: 'Active',
		messenger: {
			enabled: true,
			apps: {
				conversations: {
					enabled: true,
					conversationDisconnect:
						onDisconnect === 'off' ? { enabled: false } : { enabled: true, type: onDisconnect },
				},
			},
		},
	};
}

/** Web messaging deployments and what their messenger does at the end. */
export const webDeploymentOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: DEPLOYMENTS,
		needs: VIEW,
		answer(call) {
			const entities = [...call.world.directory.deployments.values()].map((deployment) => ({
				...deploymentView(call, deployment),
				configuration: configurationView(deployment),
			}));
			return ok({ entities, total: entities.length, selfUri: DEPLOYMENTS });
		},
	},
	{
		method: 'GET',
		path: `${DEPLOYMENTS}/{deploymentId}`,
		needs: VIEW,
		answer: (call) => ok(deploymentView(call, deploymentOf(call))),
	},
	{
		method: 'GET',
		path: `${DEPLOYMENTS}/{deploymentId}/configurations`,
		answer(call) {
			const deployment = deploymentOf(call);
			const configurationVersion = configurationView(deployment);
			return ok({ deployment: deploymentView(call, deployment), configurationVersion });
		},
	},
];
