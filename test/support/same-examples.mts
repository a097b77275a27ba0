import fc from 'fast-check';

// A run that fails is then about the change at hand. PROPERTY_SEED tries other examples, as `.ci/run everything` does.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) });
