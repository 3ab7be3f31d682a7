import Type from 'typebox';
import { EVENT_ID, IDENTIFIER, PLAYER_ID } from '../core/id-patterns.ts';

/**
 * The fields that event types share. `TEXT` excludes control characters, lone surrogates (JSON turns them into U+FFFD
 * on its way through AWS, so two different strings could become one), and U+FFFE and U+FFFF, which SQS refuses.
 */
const TEXT = '[^\\p{Cc}\\p{Cs}\\ufffe\\uffff]';
export const Identifier = Type.String({ ...IDENTIFIER });
export const EventId = Type.String({ ...EVENT_ID });
export const PlayerId = Type.String({ ...PLAYER_ID });
export const DisplayName = Type.String({ pattern: `^${TEXT}{1,40}$`, maxLength: 40 });
export const Answer = Type.String({ pattern: `^${TEXT}{1,200}$`, maxLength: 200 });
/** Degrees, WGS 84, north positive. */
export const Latitude = Type.Number({ minimum: -90, maximum: 90 });
/** Degrees, WGS 84, east positive. */
export const Longitude = Type.Number({ minimum: -180, maximum: 180 });
/** RFC 3339 without leap seconds, at most 35 characters (timestamp.ts). */
export const Timestamp = Type.String({ format: 'date-time' });
