import type { DeadLetter } from './letters/letter.ts';
import type { Selection } from './letters/select.ts';
import { type Account, AccountBook } from './redrive/account.ts';
import { deleteLetters } from './redrive/delete-letters.ts';
import type { StageContext } from './redrive-stage.ts';
import { openLetters } from './stage-letters.ts';
import { stagePlaces } from './stage-places.ts';

/** Deletes the selected dead letters of a stage. @param isConfirmed `false`: only counts them */
export async function discardStage(
  selection: Selection,
  isConfirmed: boolean,
  { connected, ports, scheduler, say }: StageContext,
): Promise<Account> {
  const places = stagePlaces(connected.resources, connected.types);
  const book = new AccountBook();
  const open = await openLetters(places, ports, scheduler, selection);
  let gone: ReadonlySet<DeadLetter> = new Set();
  try {
    for (const gap of open.gaps) say(`NOT READ: ${gap}`);
    book.read(open.selected.length);
    if (!isConfirmed) {
      book.left('not confirmed: nothing was deleted', open.selected.length);
      return book.account;
    }
    const kept = await deleteLetters(ports, open.selected, (deleted) => book.discarded(deleted), book);
    gone = new Set(open.selected.filter((letter) => !kept.includes(letter)));
    return book.account;
  } finally {
    await open.end(gone);
  }
}
