import { clueSolved } from '../../catalog/clue-solved.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { changePlayers } from '../shared/batch/change-players.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { solveClue } from './solve-clue.ts';

export const handler = handleBatch(clueSolved, changePlayers(solveClue), typePorts());
