import type { Models } from 'purecloud-platform-client-v2';
import type { Observation } from '../analytics/observations.mts';
import { MOST_OBSERVATIONS, observationFilter, observations } from '../analytics/observations.mts';
import { badRequest } from '../http/errors.mts';
import { listOf, object, oneOf, optional } from '../http/fields.mts';
import type { Call, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { defined } from '../views/defined.mts';
import { isoTime } from '../world/clock.mts';

/** The metrics about conversations; those about users' presence are not imitated. */
const METRICS = ['oAlerting', 'oInteracting', 'oWaiting'] as const;

type Metric = (typeof METRICS)[number];

const queueObservationQuery = object({
	filter: observationFilter,
	metrics: listOf(oneOf(METRICS), METRICS.length),
	detailMetrics: optional(listOf(oneOf(METRICS), METRICS.length)),
});

function byQueueAndMedium(found: readonly Observation[]): Observation[][] {
	const groups = new Map<string, Observation[]>();
	for (const observation of found) {
		const { queueId = '', mediaType = '' } = observation.values;
		const key = `${queueId} ${mediaType}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [observation]);
		else group.push(observation);
	}
	return [...groups.values()];
}

function observationValue({ since, values }: Observation): Models.ObservationValue {
	const { addressFrom, conversationId, direction, participantName, sessionId, userId } = values;
	return defined({
		observationDate: isoTime(since),
		addressFrom,
		conversationId,
		direction,
		participantName,
		sessionId,
		userId,
	});
}

function metricData(
	group: readonly Observation[],
	metric: Metric,
	isDetailed: boolean,
): Models.ObservationMetricData {
	const counted = group.filter((observation) => observation.metric === metric);
	if (!isDetailed) return { metric, stats: { count: counted.length } };
	return {
		metric,
		stats: { count: counted.length },
		truncated: counted.length > MOST_OBSERVATIONS,
		observations: counted.slice(0, MOST_OBSERVATIONS).map(observationValue),
	};
}

function queryQueues(call: Call): Models.QueueObservationQueryResponse {
	const { filter, metrics, detailMetrics = [] } = bodyOf(call, queueObservationQuery);
	if (metrics.length === 0) throw badRequest('metrics must not be empty.');
	const results = byQueueAndMedium(observations(call, filter)).map((group) => ({
		group: defined({ queueId: group[0]?.values.queueId, mediaType: group[0]?.values.mediaType }),
		data: metrics.map((metric) => metricData(group, metric, detailMetrics.includes(metric))),
	}));
	return { results };
}

/** How full the queues are right now. */
export const queueObservationOperations: readonly Operation[] = [
	{
		method: 'POST',
		path: '/api/v2/analytics/queues/observations/query',
		needs: { any: ['analytics:queueObservation:view'] },
		answer: (call) => ok(queryQueues(call)),
	},
];
