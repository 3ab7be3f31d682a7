import { clueViewed } from '../../catalog/clue-viewed.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { applyByPlayer } from '../shared/batch/apply-by-player.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { markViewed } from './mark-viewed.ts';

export const handler = handleBatch(clueViewed, applyByPlayer(markViewed), typePorts());
