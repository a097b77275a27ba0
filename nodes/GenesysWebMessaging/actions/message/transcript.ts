import type { WrittenMessage } from '../../../shared/conversations/messages';
import type { WriteTime } from '../../../shared/n8n/local-time';
import { inALine } from '../../../shared/platform/words';

/** All that ends a line somewhere, as any control character may; a message must not be able to pass for several. */
const LINE_BREAK = /\r\n|(?!\t)[\p{Cc}\p{Zl}\p{Zp}]/u;
const INDENT = '    ';

/**
 * A conversation as a text: a line for each message, further lines of a message indented.
 *
 * @param clock writes times as people read them
 */
export function transcriptOf(messages: readonly WrittenMessage[], clock: WriteTime): string {
	return messages.map((message) => lineOf(message, clock)).join('\n');
}

function lineOf(message: WrittenMessage, clock: WriteTime): string {
	const { time, from, name, text, isDeleted, isUndelivered } = message;
	const who = inALine(name);
	const said = text ?? (isDeleted ? '(deleted)' : '(no text)');
	const mark = isUndelivered ? '(not delivered) ' : '';
	// Customers choose their names themselves: what comes before cannot be made up.
	const line = `${clock(time) ?? '(time unknown)'} [${from ?? 'unknown'}]${who === undefined ? '' : ` ${who}`}: ${mark}${said}`;
	return line.split(LINE_BREAK).join(`\n${INDENT}`);
}
