/**
 * Counts what the tests of the `describe` around it have tried, and prints it in a line at the end, so that what the pages say of it
 * can be seen.
 *
 * @param what such as `values in the forms of the node`
 */
export function withTally(what: string): (more?: number) => void {
	let count = 0;
	afterAll(() => {
		process.stdout.write(`${count.toLocaleString('en-US')} ${what}\n`);
	});
	return (more = 1) => {
		count += more;
	};
}
