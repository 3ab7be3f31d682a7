import dynalite from 'dynalite';
import { listen } from './listen.ts';
import { tableSuite } from './table.suite.ts';

/** Who is right: pages of docs.aws.amazon.com/amazondynamodb/latest/. */
const NO_TRANSACTIONS = 'dynalite has none: APIReference/API_TransactWriteItems.html';

tableSuite({
  name: 'dynalite',
  differences: {
    'counts an index write where the index changes: two to move an entry, none where nothing projected changes':
      'leaves indexes out of an update’s units: developerguide/GSI.html#GSI.ThroughputConsiderations.Writes',
    'removes list elements by their positions before the update':
      'removes one by one, shifting the rest: developerguide/Expressions.UpdateExpressions.html#Expressions.UpdateExpressions.REMOVE.RemovingListElements',
    'keeps attributes whose names mean something to JavaScript':
      'refuses __proto__ as a second type: developerguide/HowItWorks.NamingRulesDataTypes.html sets no such limit',
    'finds sets equal without order and lists with it':
      'finds no two lists equal: developerguide/Expressions.OperatorsAndFunctions.html',
    'shows the item that failed a condition when asked':
      'knows no ReturnValuesOnConditionCheckFailure: APIReference/API_PutItem.html',
    'refuses a key that is too long':
      'counts a key’s characters, not its bytes: developerguide/Constraints.html#limits-partition-sort-keys',
    'shows the token that an expression broke at':
      'words it as its parser generator does; AWS’s wording is seen in practice, on no page',
    'does all of its actions': NO_TRANSACTIONS,
    'does none of its actions where one fails, and says why for each in order': NO_TRANSACTIONS,
    'refuses two actions on one item': NO_TRANSACTIONS,
    'applies a request token once, and refuses it for another request': NO_TRANSACTIONS,
    'costs twice what the same writes do alone': NO_TRANSACTIONS,
  },
  open: () => listen(dynalite({ createTableMs: 0, deleteTableMs: 0 })),
});
