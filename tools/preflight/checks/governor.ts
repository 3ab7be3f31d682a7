import type { StageConfig } from '../../../catalog/stages.ts';
import type { GovernorMode } from '../../../core/capacity/model/workload.ts';
import type { Finding } from '../finding.ts';

/** Compares what the deployed governor may do with what the stage says. @param live `off`: the stack has none */
export function checkGovernor({ name, governor = 'off' }: StageConfig, live: GovernorMode): readonly Finding[] {
  const subject = 'Governor';
  if (live === 'off' && governor === 'off') return [];
  if (live === governor) return [{ level: 'ok', subject, message: `${live}, as deployed.` }];
  const change = `${live} → ${governor} with this deployment`;
  if (live !== 'act') return [{ level: 'ok', subject, message: `${change}.` }];
  return [
    {
      level: 'warning',
      subject,
      message: `${change}: nothing enables a mapping that it has paused, sets its record age back or takes shards away again. Ingest admits all events within five minutes.`,
      remedy: `Look whether it has something in hand: npm run cairn -- status --stage ${name}. If it has, wait until that is over.`,
    },
  ];
}
