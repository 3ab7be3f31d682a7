import { locationPinged } from '../../catalog/location-pinged.ts';
import { typePorts } from '../shared/aws/type-ports.ts';
import { applyByPlayer } from '../shared/batch/apply-by-player.ts';
import { handleBatch } from '../shared/batch/handle-batch.ts';
import { storePosition } from './store-position.ts';

export const handler = handleBatch(locationPinged, applyByPlayer(storePosition), typePorts());
