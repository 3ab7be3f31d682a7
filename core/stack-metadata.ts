/**
 * Key of the template's metadata that lists its event types and which of them are retired, so that the deployed types
 * can be compared with the catalog.
 */
export const STACK_METADATA = 'cairn:eventTypes';
