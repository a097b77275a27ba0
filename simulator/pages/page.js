const { document } = globalThis;

/** The element with that id. */
export function byId(id) {
	return document.getElementById(id);
}

/** Makes an element; text is put in as text, so what customers write can do no harm. */
export function make(tag, className, ...children) {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.append(...children);
	return element;
}

/** Makes a button. */
export function button(text, act) {
	const element = make('button', '', text);
	element.type = 'button';
	element.addEventListener('click', () => void act());
	return element;
}

/** What each element shows, as the data that it was made from. */
const shown = new WeakMap();

/** Replaces what is in an element, if it would not show the same. */
export function showIfNew(element, data, children) {
	const state = JSON.stringify(data);
	if (shown.get(element) === state) return;
	shown.set(element, state);
	element.replaceChildren(...children());
}

/** Calls the simulator's own interface; gives the parsed answer, or throws its message. */
export async function call(method, path, body) {
	const response = await fetch(`/_simulator${path}`, {
		method,
		...(body === undefined
			? {}
			: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
	});
	const text = await response.text();
	const answer = text === '' ? {} : JSON.parse(text);
	if (!response.ok) throw new Error(answer.error ?? `Status ${response.status}`);
	return answer;
}

/** Runs `work` now and again after every pause, one run at a time. */
export function repeat(work, pauseMs) {
	const run = async () => {
		await work();
		setTimeout(run, pauseMs);
	};
	void run();
}
