/** Treasures remembered; a hunt has at most 200. */
const REMEMBERED = 10_000;

/**
 * Remembers the winners of treasures that this environment has seen. Never outdated, because a treasure is won once.
 * Spares a hot treasure's item the failed writes, which also consume capacity.
 */
export class WinnerCache {
  readonly #winners = new Map<string, string>();

  get(huntId: string, treasureId: string): string | undefined {
    return this.#winners.get(`${huntId}#${treasureId}`);
  }

  set(huntId: string, treasureId: string, playerId: string): void {
    if (this.#winners.size >= REMEMBERED) this.#winners.clear();
    this.#winners.set(`${huntId}#${treasureId}`, playerId);
  }
}
