/** A question that cannot be answered; the message says why, in words that are fit for the report. */
export class Unanswered extends Error {
	override readonly name: string = 'Unanswered';
}

/** The person said no to a step that changes something. */
export class Declined extends Unanswered {
	override readonly name = 'Declined';
}

/** Nothing can be asked at all; the message says what to do. */
export class CannotStart extends Error {
	override readonly name = 'CannotStart';
}

/** The person has stopped everything. */
export class Stopped extends Error {
	override readonly name = 'Stopped';
}
