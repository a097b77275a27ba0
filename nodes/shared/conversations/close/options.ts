/** What a close may and may not do. */
export interface CloseOptions {
	/** Read the live conversation before closing it. */
	readonly checkFirst: boolean;
	/** Decide, change nothing. */
	readonly dryRun: boolean;
	/** What the customer is told just before; absent is nothing. Only of a whole conversation. */
	readonly goodbyeMessage?: string | undefined;
	/** Who must not be in it. */
	readonly skipIfConnected: 'nobody' | 'agent' | 'agentAndCustomer';
	/** 0 is off. */
	readonly skipIfMessageWithinMinutes: number;
	/** Confirm that it has closed. */
	readonly waitUntilClosed: boolean;
	readonly waitTimeoutSeconds: number;
	readonly wrapUp: WrapUp | undefined;
	/** How many items of the run may close something; undefined is no cap. */
	readonly maxCloses: number | undefined;
}

/** What to enter for agents who leave owing a wrap-up. */
export type WrapUp =
	| { readonly skip: true }
	| { readonly skip: false; readonly codeId: string; readonly notes: string | undefined };

/** Whether a guard is set, so that the conversation must be looked at in the moment of closing. */
export function hasGuard(options: CloseOptions): boolean {
	return options.skipIfConnected !== 'nobody' || options.skipIfMessageWithinMinutes > 0;
}
