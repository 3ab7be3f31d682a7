/** `treasure.claimed` → `treasure-claimed`: the folder of its function and a part of its resources' names. */
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
