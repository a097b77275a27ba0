import { play } from '../../scripts/demo/play.mts';
import type { Stage } from '../../scripts/demo/stage.mts';
import { genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';

describe('The demo with real customers', () => {
	let simulator: Simulator;
	const open = () => openConversations(simulator.world);

	/** As a real organization: nobody comes back on demand. */
	const stage = (externalId: string, mayClose: () => Promise<boolean>): Stage => ({
		externalId,
		credential: genesysCredentialData(simulator.url, DEFAULT_CLIENT),
		mayClose,
		showCustomersSide: () => undefined,
		close: () => Promise.resolve(),
	});

	beforeEach(async () => {
		simulator = await startSimulator();
		jest.spyOn(process.stdout, 'write').mockReturnValue(true);
	});
	afterEach(async () => {
		jest.restoreAllMocks();
		await simulator.close();
	});

	it('closes the one conversation that it has asked about, and none of the others that the customer has open', async () => {
		const contactCenter = openContactCenter(simulator.world);
		const older = contactCenter.chat();
		const newest = contactCenter.chat();
		const mayClose = jest.fn(() => Promise.resolve(true));

		await play(stage('CRM-1', mayClose));

		expect(mayClose).toHaveBeenCalledTimes(1);
		expect(open()).toContain(older.id);
		expect(open()).not.toContain(newest.id);
	});

	it('closes nothing where the answer is no', async () => {
		const { id } = openContactCenter(simulator.world).chat();

		await play(stage('CRM-1', () => Promise.resolve(false)));

		expect(open()).toContain(id);
	});
});
