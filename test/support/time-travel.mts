/**
 * Lets time pass in no time, for everything in this process: n8n, the node and the simulator. The time of day and the clock
 * for measuring move together, as they do in the world.
 */
export class TimeTravel {
	private offsetMs = 0;
	private readonly clocks: readonly jest.SpyInstance[];

	constructor() {
		const now = Date.now.bind(Date);
		const elapsed = performance.now.bind(performance);
		this.clocks = [
			jest.spyOn(Date, 'now').mockImplementation(() => now() + this.offsetMs),
			jest.spyOn(performance, 'now').mockImplementation(() => elapsed() + this.offsetMs),
		];
	}

	/** Goes so many milliseconds ahead. */
	pass(milliseconds: number): void {
		this.offsetMs += milliseconds;
	}

	/** Back to the time as it is. */
	end(): void {
		for (const clock of this.clocks) clock.mockRestore();
	}
}

/** Time travel for each test of a suite. @returns gives it to a test */
export function withTimeTravel(): () => TimeTravel {
	let travel: TimeTravel | undefined;
	beforeEach(() => {
		travel = new TimeTravel();
	});
	afterEach(() => {
		travel?.end();
	});
	return () => {
		if (!travel) throw new Error('There is no time travel outside a test');
		return travel;
	};
}
