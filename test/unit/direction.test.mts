import { faultsOf, publishedSources, type Sources } from '../support/house.mts';

describe('The house', () => {
	const sources = publishedSources();

	/** The house with a line added to the top of a file, which is made where there is none. */
	const sabotaged = (path: string, line: string): Sources =>
		new Map([...sources, [path, `${line}\n${sources.get(path) ?? ''}`]]);

	it('stands: imports go down and in no circle, every file has a floor, and none speaks of a floor above', () => {
		expect(faultsOf(sources)).toEqual([]);
	});

	it.each([
		[
			'the platform imports the domain',
			'nodes/shared/platform/retry.ts',
			"import { isOpen } from '../conversations/conversation';",
			'nodes/shared/platform/retry.ts (platform) imports nodes/shared/conversations/conversation.ts (conversations)',
		],
		[
			'the platform imports the directory',
			'nodes/shared/platform/retry.ts',
			"import { readDirectory } from '../directory/directory';",
			'nodes/shared/platform/retry.ts (platform) imports nodes/shared/directory/directory.ts (directory)',
		],
		[
			'the directory imports the domain beside it',
			'nodes/shared/directory/directory.ts',
			"import { closeConversation } from '../conversations/close/whole-conversation';",
			'nodes/shared/directory/directory.ts (directory) imports nodes/shared/conversations/close/whole-conversation.ts (conversations)',
		],
		[
			'the domain imports what knows n8n',
			'nodes/shared/conversations/find.ts',
			"export { Parameters } from '../n8n/parameters';",
			'nodes/shared/conversations/find.ts (conversations) imports nodes/shared/n8n/parameters.ts (n8n)',
		],
		[
			'what both nodes need imports one of them',
			'nodes/shared/n8n/items.ts',
			"void import('../../GenesysWebMessaging/actions/router');",
			'nodes/shared/n8n/items.ts (n8n) imports nodes/GenesysWebMessaging/actions/router.ts (node GenesysWebMessaging)',
		],
		[
			'a second node imports the first',
			'nodes/GenesysWebMessagingTrigger/poll.ts',
			"import { router } from '../GenesysWebMessaging/actions/router';",
			'nodes/GenesysWebMessagingTrigger/poll.ts (node GenesysWebMessagingTrigger) imports nodes/GenesysWebMessaging/actions/router.ts (node GenesysWebMessaging)',
		],
		[
			'two files of one floor import each other',
			'nodes/shared/platform/pacer.ts',
			"import { paceFor } from './pace';",
			'a circle: nodes/shared/platform/pace.ts → nodes/shared/platform/pacer.ts → nodes/shared/platform/pace.ts',
		],
		[
			'a file belongs to no floor',
			'nodes/shared/helpers/text.ts',
			'export const NOTHING = 0;',
			'nodes/shared/helpers/text.ts has no floor',
		],
		[
			'published code imports the simulator',
			'nodes/shared/platform/retry.ts',
			"import { startSimulator } from '../../../simulator/index';",
			'nodes/shared/platform/retry.ts leads out of what is published: simulator/index.ts',
		],
		[
			'published code requires a package',
			'nodes/shared/platform/retry.ts',
			"const sdk: unknown = require('purecloud-platform-client-v2');",
			'nodes/shared/platform/retry.ts needs the package purecloud-platform-client-v2',
		],
		[
			'the domain uses a type of n8n',
			'nodes/shared/conversations/find.ts',
			"import type { IDataObject } from 'n8n-workflow';",
			'nodes/shared/conversations/find.ts (conversations) knows n8n-workflow',
		],
		[
			'a file is named that is not there',
			'nodes/shared/platform/retry.ts',
			"import { gone } from './gone';",
			'nodes/shared/platform/retry.ts imports nodes/shared/platform/gone.ts, which is not there',
		],
		[
			'the platform speaks of conversations',
			'nodes/shared/platform/retry.ts',
			'/** Closes a conversation again. */',
			'nodes/shared/platform/retry.ts (platform) says "conversation"',
		],
		[
			'the domain speaks of n8n',
			'nodes/shared/conversations/find.ts',
			"const WHERE = 'an n8n item';",
			'nodes/shared/conversations/find.ts (conversations) says "n8n"',
		],
	])('falls when %s', (_what, path, line, fault) => {
		expect(faultsOf(sabotaged(path, line))).toContain(fault);
	});
});
