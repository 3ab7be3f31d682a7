/**
 * The name under which a template says which event types it has, and which of them are retired: what is deployed can
 * be compared with the catalog that shall be.
 */
export const STACK_METADATA = 'cairn:eventTypes';
