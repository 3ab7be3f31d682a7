import { huntJoined } from '../../catalog/hunt-joined.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { changePlayers } from '../shared/batch/change-players.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { joinHunt } from './join-hunt.ts';

export const handler = handleBatch(huntJoined, changePlayers(joinHunt), typePorts());
