import { Command } from 'commander';
import { applyEdit, ROOT, repositoryAt } from '../../build/repository.ts';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { PRIORITIES, type Priority } from '../../core/capacity/model/workload.ts';
import { oneOf } from '../shared/option-values.ts';
import { rate } from '../shared/quantities.ts';
import { addType } from './add-type.ts';
import { additionText } from './text.ts';

interface Options {
  readonly key: string;
  readonly priority: Priority;
  readonly peak: number;
}

/**
 * `npm run cairn -- add-type photo.shared`: writes the files of a new event type.
 * @param root of the checkout to edit; its catalog is the one that is loaded here
 */
export function command(print: (text: string) => void = console.log, root: string = ROOT): Command {
  return new Command('add-type')
    .description('writes definition, handler, rule and test of a new event type, and checks every stage first')
    .argument('<type>', 'lower-case words joined by dots, such as photo.shared')
    .option(
      '--key <field>',
      'the field by which events keep their order: playerId, or a text field such as data.teamId',
      'playerId',
    )
    .option('--priority <priority>', PRIORITIES.join(', '), oneOf('--priority', PRIORITIES), 'normal')
    .option('--peak <rate>', 'events a second at the peak, over all players', rate('--peak', 0.001, 10_000_000), 50)
    .action((type: string, { key, priority, peak }: Options) => {
      const addition = addType({ type, key, priority, peak }, catalog, Object.values(stages), repositoryAt(root));
      applyEdit(root, addition.edit);
      print(additionText(addition));
    });
}
