import type { Models } from 'purecloud-platform-client-v2';
import type { Observation, ObservedDimension } from '../analytics/observations.mts';
import {
	MOST_OBSERVATIONS,
	OBSERVED_DIMENSIONS,
	observationFilter,
	observations,
} from '../analytics/observations.mts';
import { badRequest } from '../http/errors.mts';
import { flag, listOf, object, oneOf, optional } from '../http/fields.mts';
import type { Call, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { defined } from '../views/defined.mts';
import { isoTime } from '../world/clock.mts';

const METRICS = ['oAlerting', 'oInteracting', 'oLongestInteracting', 'oLongestWaiting', 'oWaiting'] as const;

type Metric = (typeof METRICS)[number];

const activityQuery = object({
	metrics: listOf(object({ metric: oneOf(METRICS), details: optional(flag) }), METRICS.length),
	groupBy: listOf(oneOf(OBSERVED_DIMENSIONS), OBSERVED_DIMENSIONS.length),
	filter: optional(observationFilter),
	order: optional(oneOf(['asc', 'desc', 'unordered'])),
});

function grouped(found: readonly Observation[], groupBy: readonly ObservedDimension[]): Observation[][] {
	const groups = new Map<string, Observation[]>();
	for (const observation of found) {
		const key = JSON.stringify(groupBy.map((dimension) => observation.values[dimension] ?? null));
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [observation]);
		else group.push(observation);
	}
	return [...groups.values()];
}

function measure(
	group: readonly Observation[],
	metric: Metric,
	now: number,
): Models.ConversationActivityMetricValue {
	const longest =
		metric === 'oLongestWaiting' ? 'oWaiting' : metric === 'oLongestInteracting' ? 'oInteracting' : undefined;
	const counted = group.filter((observation) => observation.metric === (longest ?? metric));
	if (longest === undefined) return { metric, count: counted.length };
	const earliest = Math.min(...counted.map(({ since }) => since));
	return { metric, count: counted.length, calculatedMetricValue: counted.length === 0 ? 0 : now - earliest };
}

function entity({ metric, since, values }: Observation): Models.ConversationActivityEntityData {
	return defined({ activityDate: isoTime(since), metric, ...values });
}

function queryActivity(call: Call): Models.ConversationActivityResponse {
	const { metrics, groupBy, filter } = bodyOf(call, activityQuery);
	if (metrics.length === 0) throw badRequest('metrics must not be empty.');
	const found = observations(call, filter);
	const detailed = new Set<string>(
		metrics.filter(({ details }) => details === true).map(({ metric }) => metric),
	);
	const results = grouped(found, groupBy).map((group) => {
		const listed = group.filter(({ metric }) => detailed.has(metric));
		return {
			group: Object.fromEntries(groupBy.flatMap((name) => [[name, group[0]?.values[name] ?? '']])),
			data: metrics.map(({ metric }) => measure(group, metric, call.world.now())),
			...(detailed.size === 0 ? {} : { entities: listed.slice(0, MOST_OBSERVATIONS).map(entity) }),
			truncated: listed.length > MOST_OBSERVATIONS,
		};
	});
	return { results, entityIdDimension: 'conversationId' };
}

/** Who waits and who interacts right now. */
export const activityOperations: readonly Operation[] = [
	{
		method: 'POST',
		path: '/api/v2/analytics/conversations/activity/query',
		needs: { any: ['analytics:queueObservation:view'] },
		answer: (call) => ok(queryActivity(call)),
	},
];
