import { withCauses } from '../../../core/errors.ts';
import { forEachBounded } from '../../../lambdas/shared/for-each-bounded.ts';
import type { DeadLetter } from '../letters/letter.ts';
import type { DeadLetterPorts } from '../ports.ts';
import { inCalls } from '../read-letters.ts';
import type { AccountBook } from './account.ts';

const DELETES_AT_ONCE = 16;

/**
 * Deletes dead letters whose records are confirmed, or that nobody wants. What cannot be deleted counts as failed.
 * @param onDeleted is told how many are gone
 * @returns those that are still there
 */
export async function deleteLetters(
  ports: DeadLetterPorts,
  letters: readonly DeadLetter[],
  onDeleted: (letters: number) => void,
  book: AccountBook,
): Promise<readonly DeadLetter[]> {
  const undeleted = new Map<string, string>();
  const held = letters.flatMap((letter) => letter.held);
  await forEachBounded(inCalls(held), DELETES_AT_ONCE, async ([queueUrl, receipts]) => {
    try {
      for (const receipt of await ports.deleteMessages(queueUrl, receipts))
        undeleted.set(receipt, 'SQS did not delete it');
    } catch (error) {
      for (const receipt of receipts) undeleted.set(receipt, withCauses(error));
    }
  });
  const objects = held.filter((each) => 'key' in each);
  await forEachBounded(objects, DELETES_AT_ONCE, async ({ bucket, key }) => {
    try {
      await ports.deleteObject(bucket, key);
    } catch (error) {
      undeleted.set(key, withCauses(error));
    }
  });
  const reasonOf = (letter: DeadLetter): string | undefined =>
    letter.held
      .map((each) => undeleted.get('key' in each ? each.key : each.receipt))
      .find((each) => each !== undefined);
  const remaining = letters.filter((letter) => reasonOf(letter) !== undefined);
  for (const letter of remaining) book.failed(`not deleted, so it may be sent once more: ${reasonOf(letter)}`);
  onDeleted(letters.length - remaining.length);
  return remaining;
}
