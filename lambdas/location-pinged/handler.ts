import { locationPinged } from '../../catalog/location-pinged.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { applyByPlayer } from '../shared/batch/apply-by-player.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { huntReader } from '../shared/table/hunt-reader.ts';
import { storePosition } from './store-position.ts';

const ports = typePorts();
const readHunt = huntReader(ports.table, ports.tableName, ports.clock);

export const handler = handleBatch(locationPinged, applyByPlayer(readHunt, storePosition(ports)), ports);
