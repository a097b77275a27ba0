import type { Miss } from '../../../shared/conversations/find';

/** What stood in the way of a match, for people. It is the same for every item, so that a long run says it once. */
export const MISSES: Readonly<Record<Miss, string>> = {
	noContact: 'No external contact has this value.',
	ended: 'A conversation matches but has ended. To find ended conversations too, set State to Any.',
	otherMedia: 'A conversation matches but is not web messaging.',
	otherCustomer:
		'A conversation of this external contact was seen, but it does not show that this is its customer now.',
	otherCase: 'A conversation has this tag with other upper and lower case letters. They matter.',
};
