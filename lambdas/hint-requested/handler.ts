import { hintRequested } from '../../catalog/hint-requested.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { changePlayers } from '../shared/batch/change-players.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { buyHint } from './buy-hint.ts';

export const handler = handleBatch(hintRequested, changePlayers(buyHint), typePorts());
