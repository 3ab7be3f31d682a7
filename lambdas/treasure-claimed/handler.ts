import { treasureClaimed } from '../../catalog/treasure-claimed.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { changePlayers } from '../shared/batch/change-players.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { claimTreasure } from './claim-treasure.ts';

export const handler = handleBatch(treasureClaimed, changePlayers(claimTreasure), typePorts());
