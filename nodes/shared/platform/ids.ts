/** A UUID as a pattern; capitals count as well. */
export const UUID_PATTERN = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const UUID = new RegExp(`^${UUID_PATTERN}$`);

/** Whether a text is a UUID, as most IDs of Genesys Cloud are. */
export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/** Whether two IDs are the same; Genesys Cloud takes capitals as well. */
export function isSameId(one: string | undefined, other: string): boolean {
	return one?.toLowerCase() === other.toLowerCase();
}

/** Whether some IDs and others have one in common. */
export function shareAnId(some: readonly string[], others: readonly string[]): boolean {
	return some.some((one) => others.some((other) => isSameId(one, other)));
}

/** Whether something is an ID of Genesys Cloud. Anything else would lead elsewhere when it is put into an address. */
export function isId(id: string | undefined): id is string {
	return id !== undefined && /^[0-9a-z-]{1,100}$/i.test(id);
}
