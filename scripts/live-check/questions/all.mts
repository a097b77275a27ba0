import type { Setting } from '../notebook.mts';
import type { Question } from '../question.mts';
import { analyticsQuestions } from './analytics.mts';
import { closingQuestions } from './closing.mts';
import { contactQuestions } from './contacts.mts';
import { conversationQuestions } from './conversations.mts';
import { leavingQuestions } from './leaving.mts';
import { listQuestions } from './lists.mts';
import { messageQuestions } from './messages.mts';
import { tokenQuestions } from './tokens.mts';

/** All questions, those that only read first. */
export const QUESTIONS: readonly Question[] = [
	...conversationQuestions,
	...contactQuestions,
	...analyticsQuestions,
	...listQuestions,
	...tokenQuestions,
	...closingQuestions,
	...leavingQuestions,
	...messageQuestions,
];

/** Settings that no question settles, each with the reason. A setting in neither list fails a test. */
export const NOT_ASKED: ReadonlyMap<Setting, string> = new Map<Setting, string>([]);
