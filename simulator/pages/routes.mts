import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FILES: readonly (readonly [url: string, file: string, type: string])[] = [
	['/', 'board.html', 'text/html; charset=utf-8'],
	['/messenger/:conversationId', 'messenger.html', 'text/html; charset=utf-8'],
	['/assets/style.css', 'style.css', 'text/css; charset=utf-8'],
	['/assets/page.js', 'page.js', 'text/javascript; charset=utf-8'],
	['/assets/words.js', 'words.js', 'text/javascript; charset=utf-8'],
	['/assets/faults.js', 'faults.js', 'text/javascript; charset=utf-8'],
	['/assets/conversations.js', 'conversations.js', 'text/javascript; charset=utf-8'],
	['/assets/board.js', 'board.js', 'text/javascript; charset=utf-8'],
	['/assets/messenger.js', 'messenger.js', 'text/javascript; charset=utf-8'],
];

/** The board and the customer's messenger: plain files that live on the interface under /_simulator. */
export function addPages(server: FastifyInstance): void {
	for (const [url, file, type] of FILES) {
		const content = readFileSync(join(import.meta.dirname, file), 'utf8');
		server.get(url, async (_request, reply) =>
			reply.headers({ 'Content-Type': type, 'Cache-Control': 'no-store' }).send(content),
		);
	}
}
