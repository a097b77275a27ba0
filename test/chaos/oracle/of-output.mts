import type { INodeExecutionData } from 'n8n-workflow';

import { isObject } from '../../../scripts/n8n/json.mts';
import type { Execution } from '../../harness/engine.mts';
import { NODE } from '../../harness/node-run.mts';
import { ON_A_CONVERSATION, outcomesOfEach } from '../../support/operations.mts';
import type { Played, Run } from '../play.mts';
import {
	conversationOf,
	countOf,
	idOf,
	isProgrammers,
	isWords,
	namedBy,
	outcomesOf,
	parametersOf,
	type Outcome,
} from './reading.mts';

/** What nobody would call an end: many times what any plan needs. */
const mostCalls = (items: number) => 2_000 + 20 * items;

/** An execution ends, in words for people, with an outcome for each input. */
export function ofExecution(played: Played, run: Run, execution: Execution | undefined): string[] {
	if (!execution) return ['A run has not ended'];
	const { plan, items, secrets } = played;
	const found: string[] = [];
	if (run.calls.length > mostCalls(items.length)) found.push(`A run has made ${run.calls.length} calls`);
	const full = execution.inFull();
	if (secrets.some((secret) => full.includes(secret))) found.push('A secret shows');
	const error = execution.error(NODE);
	if (error) {
		if (!['NodeApiError', 'NodeOperationError'].includes(error.name) && execution.status !== 'canceled')
			found.push(`An error is no node error: ${error.name}: ${error.message}`);
		if (isProgrammers(played, `${error.message} ${error.description ?? ''}`))
			found.push(`An error is not for people: ${error.message}`);
		if (plan.continueOnFail && execution.status !== 'canceled' && plan.cancelAt === undefined)
			found.push(`It stopped although it may continue: ${error.message}`);
		return found;
	}
	if (execution.status === 'canceled') return found;
	return [...found, ...ofOutput(played, execution.output(NODE)), ...ofSubjects(played, execution)];
}

function ofOutput(played: Played, output: readonly INodeExecutionData[]): string[] {
	const found: string[] = [];
	const count = played.items.length;
	const linked = output.map(({ pairedItem }) => pairedItem);
	if (linked.includes(undefined)) found.push('An item is linked to no input');
	for (const { json } of output)
		if (Object.values(json).includes(undefined)) found.push('A value of an item is undefined');
	const failed = output.filter(({ json }) => 'error' in json);
	for (const { json } of failed)
		if (
			Object.keys(json).sort().join() !== 'error,message' ||
			!Object.values(json).every((value) => isWords(played, value))
		)
			found.push(`A failed item has not exactly error and message: ${JSON.stringify(json)}`);
	if (parametersOf(played)['output'] === 'summary') {
		const summaries = output.filter(({ json }) => 'total' in json);
		const all = summaries[0]?.pairedItem;
		if (summaries.length !== 1) found.push(`There are ${summaries.length} summaries`);
		if (!Array.isArray(all) || all.length !== count) found.push('The summary is not linked to all inputs');
		return found;
	}
	const places = linked.map((link) => (isObject(link) ? Number(link['item']) : NaN));
	if (places.some((place, i) => !(place >= (places[i - 1] ?? 0)))) found.push('The items are out of order');
	if (places.some((place) => place >= count)) found.push('An item is linked to an input that there is not');
	return [...found, ...ofCounts(played, countOf(places), count)];
}

/** Every input is answered, by as many outcomes as it may have. */
function ofCounts({ plan }: Played, counts: ReadonlyMap<number, number>, items: number): string[] {
	const { least, most } = outcomesOfEach(plan.step.resource, plan.step.operation);
	return Array.from({ length: items }, (_, item) => [item, counts.get(item) ?? 0] as const)
		.filter(([, outcomes]) => outcomes < least || outcomes > most)
		.map(([item, outcomes]) => `Item ${item} has ${outcomes} outcomes`);
}

/** What is given for an item is about the conversation that it names. */
function ofSubjects(played: Played, execution: Execution): string[] {
	const { resource, operation } = played.plan.step;
	if (!ON_A_CONVERSATION.includes(`${resource} ${operation}`)) return [];
	const outcomes = (outcomesOf(execution) ?? []).filter(({ json }) => 'conversationId' in json);
	return outcomes.flatMap((outcome) => {
		const told = JSON.stringify(outcome.json);
		if (isOfAnother(played, outcome)) return [`It is about another conversation than its item: ${told}`];
		if (namesSomebodyElse(played, outcome)) return [`It names the customer of somebody else: ${told}`];
		const isThere = conversationOf(played, outcome.json['conversationId']) !== undefined;
		return outcome.json['found'] === true && !isThere ? [`It has found what there is not: ${told}`] : [];
	});
}

function isOfAnother(played: Played, { item, json }: Outcome): boolean {
	const isNone = played.items[item]?.['found'] === false;
	return idOf(json['conversationId']) !== (isNone ? undefined : namedBy(played, item));
}

/** Each customer of a plan has a name that nobody else has. */
function namesSomebodyElse({ world }: Played, { json }: Outcome): boolean {
	const { customerName } = json;
	if (typeof customerName !== 'string') return false;
	const whose = [...world.conversations.all()].filter(({ participants }) =>
		participants.some(({ purpose, name }) => purpose === 'customer' && name === customerName),
	);
	return whose.length > 0 && !whose.some(({ id }) => id === idOf(json['conversationId']));
}
