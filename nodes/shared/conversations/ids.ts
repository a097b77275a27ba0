/** Whether a text is a UUID, as most IDs of Genesys Cloud are. */
export function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether something is an ID of Genesys Cloud. Anything else would lead elsewhere when it is put into an address. */
export function isId(id: string | undefined): id is string {
	return id !== undefined && /^[0-9a-z-]{1,100}$/i.test(id);
}
