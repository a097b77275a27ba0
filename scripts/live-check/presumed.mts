import { isOpen, lastLeg, type Leg } from './legs.mts';

/**
 * What a step takes for granted of the chat. While somebody thinks about a yes, minutes pass: the chat may end, go on, or lose its
 * agent, and the answer to the step would then be the answer to another question.
 * @returns why the step may not be sent, if it may not
 */
export type Presumption = (legs: readonly Leg[]) => string | undefined;

const NOT_SENT = 'so the step was not sent';

/** The customer is in the chat. */
export const isStillOpen: Presumption = (legs) =>
	legs.some((leg) => leg.purpose === 'customer' && isOpen(leg))
		? undefined
		: `the customer was not in the chat any more, ${NOT_SENT}`;

/** The customer is in the chat, and an agent who has answered. */
export const isStillAnswered: Presumption = (legs) =>
	isStillOpen(legs) ??
	(lastLeg(legs, 'agent')?.state === 'connected'
		? undefined
		: `no agent was in the chat any more, ${NOT_SENT}`);

/** Nobody is in the chat any more. */
export const isStillOver: Presumption = (legs) =>
	legs.some(isOpen) ? `the chat went on again, ${NOT_SENT}` : undefined;

/** This agent is the only one in the chat. */
export function isStillOnlyAgent({ sessionId }: Leg): Presumption {
	return (legs) => {
		const open = legs.filter((leg) => leg.purpose === 'agent' && isOpen(leg));
		if (open.some((leg) => leg.sessionId !== sessionId)) return `another agent was in the chat, ${NOT_SENT}`;
		return isStillAnswered(legs);
	};
}

/** This agent has left, and nobody has handed in a wrap-up for them but this program. */
export function isStillUnwrapped(agent: Leg, ours: readonly string[]): Presumption {
	return (legs) => {
		const code = legs.find(({ sessionId }) => sessionId === agent.sessionId)?.wrapUpCode;
		if (code !== agent.wrapUpCode && !ours.includes(code ?? ''))
			return `somebody else handed in a wrap-up, ${NOT_SENT}`;
		return legs.some((leg) => leg.purpose === 'agent' && isOpen(leg))
			? `an agent was in the chat again, ${NOT_SENT}`
			: undefined;
	};
}
