import { runCommand, runToEnd } from '../n8n/command.mts';

/** Where a checkout stands in the history of the repository. */
export interface Checkout {
	readonly commit: string;
	/** The commit of the tag `v<version>`; nothing where there is no such tag. */
	readonly taggedCommit: string | undefined;
	/** Whether the commit has landed on the repository's main; nothing where the checkout does not show it. */
	readonly isOnMain: boolean | undefined;
}

const MAIN = 'refs/remotes/origin/main';

/** Looks at the history of a folder's checkout. */
export async function checkoutOf(folder: string, version: string): Promise<Checkout> {
	const git = async (...args: string[]): Promise<string | undefined> => {
		const { succeeded, output } = await runToEnd('git', args, { cwd: folder });
		return succeeded ? output.trim() : undefined;
	};
	const commit = (await runCommand('git', ['rev-parse', 'HEAD'], { cwd: folder })).trim();
	const taggedCommit = await git('rev-parse', '--quiet', '--verify', `refs/tags/v${version}^{commit}`);
	const isShallow = (await git('rev-parse', '--is-shallow-repository')) !== 'false';
	const seesMain = (await git('rev-parse', '--quiet', '--verify', MAIN)) !== undefined;
	if (isShallow || !seesMain) return { commit, taggedCommit, isOnMain: undefined };
	const isOnMain = (await git('merge-base', '--is-ancestor', commit, MAIN)) !== undefined;
	return { commit, taggedCommit, isOnMain };
}
