import ts from 'typescript';

/** Errors whose message users see, and functions that are given such a message, by its place among the arguments. */
const GIVEN: ReadonlyMap<string, number> = new Map([
	['ApiFailure', 0],
	['Failure', 0],
	['RateLimitReached', 0],
	['advice', 0],
	['assertMayAct', 2],
]);
/** A class that makes its message itself. That a run was canceled, who canceled it knows. */
const MAKING = 'BadInput';
/** A function that gives the message first, and then what to do. */
const GIVING = 'adviceForDropped';

/**
 * The messages of errors that are written in a source, as the pages write them: with … for what is filled in at run time, and
 * without what the step was doing, which stands in brackets at the end.
 */
export function messagesIn(source: string): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		const message = messageOf(node);
		if (message) found.push(...textsOf(message));
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.ESNext, true));
	return found;
}

function messageOf(node: ts.Node): ts.Expression | undefined {
	if (ts.isNewExpression(node)) return node.arguments?.[GIVEN.get(node.expression.getText()) ?? -1];
	if (ts.isCallExpression(node)) {
		const called = node.expression.getText();
		const isMaking =
			called === 'super' && ts.findAncestor(node, ts.isClassDeclaration)?.name?.text === MAKING;
		return node.arguments[isMaking ? 0 : (GIVEN.get(called) ?? -1)];
	}
	if (
		ts.isArrayLiteralExpression(node) &&
		ts.findAncestor(node, ts.isFunctionDeclaration)?.name?.text === GIVING
	)
		return node.elements[0];
	// What is told of an error that says nothing.
	if (ts.isConditionalExpression(node) && node.whenTrue.getText() === 'error.message') return node.whenFalse;
	return undefined;
}

/** None where it is only handed on: then it is written elsewhere. */
function textsOf(message: ts.Expression): string[] {
	if (ts.isStringLiteralLike(message)) return [message.text];
	if (ts.isConditionalExpression(message)) return [message.whenTrue, message.whenFalse].flatMap(textsOf);
	if (!ts.isTemplateExpression(message)) return [];
	const text = [message.head.text, ...message.templateSpans.map(({ literal }) => `…${literal.text}`)].join(
		'',
	);
	const plain = text.replace(/ \(…\)$/, '');
	return plain === '…' ? [] : [plain];
}
