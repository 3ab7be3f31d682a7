/** Treasures remembered; a hunt has 200 at most. */
const REMEMBERED = 10_000;

/**
 * Who won which treasure, as far as this environment has seen. Safe to keep for ever: a treasure is won once. It spares
 * a hot treasure's item the failed writes, which cost capacity too.
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
