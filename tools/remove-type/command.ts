import { Command } from 'commander';
import { applyEdit, ROOT, repositoryAt } from '../../build/repository.ts';
import { catalog } from '../../catalog/index.ts';
import { mentionsOf } from './mentions.ts';
import { removeType } from './remove-type.ts';
import { removalText } from './text.ts';

/**
 * `npm run cairn -- remove-type photo.shared`: deletes an event type; a released one must be retired first.
 * @param root of the checkout to edit; its catalog is the one that is loaded here
 */
export function command(print: (text: string) => void = console.log, root: string = ROOT): Command {
  return new Command('remove-type')
    .description('deletes an event type; one that is released is retired first, and deleted by a second call')
    .argument('<type>', 'a type of the catalog, such as photo.shared')
    .action((type: string) => {
      const removal = removeType(type, catalog, repositoryAt(root));
      applyEdit(root, removal.edit);
      print(removalText(type, removal, mentionsOf(type, root, removal.edit.deleted)));
    });
}
