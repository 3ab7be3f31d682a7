/** Plays what its parent process sends, and answers with the figures. */
import { type HealingJob, healingRun } from './healing-run.ts';

process.on('message', (job: HealingJob) => {
  healingRun(job).then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

// Whoever ends the benchmark ends its workers.
process.on('disconnect', () => process.exit());
