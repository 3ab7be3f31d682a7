/** `treasure.claimed` → `treasure-claimed`: the folder of its function and part of its resources' names. */
export function kebabName(type: string): string {
  return type.replaceAll('.', '-');
}

/** `treasure.claimed` → `TreasureClaimed`: its construct ids. */
export function pascalName(type: string): string {
  return type
    .split('.')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The namespace of Cairn's own metrics; every one of them has the dimension `stage`. */
export const METRICS_NAMESPACE = 'Cairn';
/** Tokens that the authorizer could not judge, through no fault of theirs: a metric with the dimension `stage` alone. */
export const AUTHORIZER_FAULTS = 'AuthorizerFaults';
