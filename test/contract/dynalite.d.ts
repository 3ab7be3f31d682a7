/** dynalite has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** How long a table stays CREATING. @default 500 */
    readonly createTableMs?: number;
    /** @default 500 */
    readonly deleteTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
