import { ASSUMPTION_VALUES, DEFAULT_ASSUMPTIONS, type Assumptions } from '../../simulator/assumptions.mts';
import { Unanswered } from './trouble.mts';

/** A setting of the simulator that stands for something that nobody has verified. */
export type Setting = keyof Assumptions;

/** What came out about one setting. */
export type Finding =
	| { readonly kind: 'value'; readonly value: boolean | number | string; readonly isDefault: boolean }
	/** What was seen is none of the values that the setting has. */
	| { readonly kind: 'other'; readonly what: string }
	/** Nothing came out. */
	| { readonly kind: 'open'; readonly why: string };

/** Whether the simulator has a setting of this name. */
function isSetting(name: string): name is Setting {
	return Object.hasOwn(DEFAULT_ASSUMPTIONS, name);
}

/** All settings, in the simulator's order. */
export const SETTINGS: readonly Setting[] = Object.keys(DEFAULT_ASSUMPTIONS).filter(isSetting);

/** What one question has seen, and what that says of the simulator's settings. */
export class Notebook {
	readonly #seen: string[] = [];
	readonly #findings = new Map<Setting, Finding>();

	/** Sentences for the report: words of this program, numbers, and nothing else. */
	get seen(): readonly string[] {
		return this.#seen;
	}

	/** What came out about a setting, if anything. */
	finding(setting: Setting): Finding | undefined {
		return this.#findings.get(setting);
	}

	/** Something was seen. */
	saw(sentence: string): void {
		this.#seen.push(sentence);
	}

	/** The setting has this value in the organization. */
	value<S extends Setting>(setting: S, value: Assumptions[S]): void {
		this.#settle(setting, value);
	}

	/** The setting is a status, or a word, and the organization's may be none of its values. */
	oneOf(setting: Setting, value: number | string, otherwise: string): void {
		if (ASSUMPTION_VALUES[setting]?.some((one) => one === value) === true) this.#settle(setting, value);
		else this.other(setting, otherwise);
	}

	/** The setting is a status: it is noted as seen, and told verbatim if it is none of the known ones. */
	status(setting: Setting, status: number, of: string): void {
		this.saw(`${of}: status ${status}.`);
		this.oneOf(setting, status, `status ${status}`);
	}

	/** None of the setting's values. */
	other(setting: Setting, what: string): void {
		this.#findings.set(setting, { kind: 'other', what });
	}

	/** Nothing can be said about the setting. */
	open(setting: Setting, why: string): void {
		this.#findings.set(setting, { kind: 'open', why });
	}

	/** Does something for the sake of one setting: if that cannot be, only this setting stays open. */
	async attempt(setting: Setting, act: () => Promise<void>): Promise<void> {
		try {
			await act();
		} catch (error) {
			if (!(error instanceof Unanswered)) throw error;
			this.open(setting, error.message);
		}
	}

	#settle(setting: Setting, value: boolean | number | string): void {
		const isDefault = DEFAULT_ASSUMPTIONS[setting] === value;
		this.#findings.set(setting, { kind: 'value', value, isDefault });
	}
}
