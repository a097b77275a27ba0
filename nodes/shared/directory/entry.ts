/** Something with a name to pick and an ID to send. */
export interface Entry {
	readonly id: string;
	readonly name: string;
}
