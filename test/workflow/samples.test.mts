import { isNodeParameters } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { fillIn, newSamples, sampleOf } from '../e2e/n8n/fill-in.mts';
import { formsIn, labelOf, pathOf } from '../e2e/n8n/form.mts';
import { propertiesIn } from '../e2e/n8n/form-conditions.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { withWorkbench } from '../support/workbench.mts';

const FORMS = formsIn(propertiesIn(new GenesysWebMessaging().description.properties, 'node'));
const FIELDS = FORMS.flatMap((form) =>
	form.fields.map((field) => ({
		form,
		field,
		title: `${form.resource} ${form.operation}: ${labelOf(field)}`,
	})),
);

describe('The samples that the tests in real n8n fill the forms with', () => {
	const bench = withWorkbench();

	const setScene = () => {
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 1_000_000 } });
		return newSamples({ center: openContactCenter(simulator.world), simulator });
	};

	it.each(FIELDS)('can be used, with what stands beside them: $title', async ({ form, field }) => {
		const samples = setScene();

		const parameters = fillIn(form, field, sampleOf(field, samples), samples);
		if (!isNodeParameters(parameters)) throw new Error('A sample is no value of a field');
		const execution = await bench().run({ parameters });

		expect(execution.status).toBe('success');
	});

	it('are of fields that there are', () => {
		const paths = new Set(FIELDS.map(({ field }) => pathOf(field)));

		expect(Object.keys(setScene()).filter((path) => !paths.has(path))).toEqual([]);
	});
});
