import { clueViewed } from '../../catalog/clue-viewed.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { applyByPlayer } from '../shared/batch/apply-by-player.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { huntReader } from '../shared/table/hunt-reader.ts';
import { markViewed } from './mark-viewed.ts';

const ports = typePorts();
const readHunt = huntReader(ports.table, ports.tableName, ports.clock);

export const handler = handleBatch(clueViewed, applyByPlayer(readHunt, markViewed(ports)), ports);
