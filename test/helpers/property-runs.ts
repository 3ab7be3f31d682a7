import fc from 'fast-check';

/** `npm run nightly` asks for many more; a property that names its own number keeps it. */
fc.configureGlobal({ numRuns: Number(process.env.CAIRN_PROPERTY_RUNS ?? 100) });
