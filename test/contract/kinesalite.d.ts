/** kinesalite has no types of its own. */
declare module 'kinesalite' {
  import type { Server } from 'node:http';

  interface KinesaliteOptions {
    /** How long a stream stays CREATING. @default 500 */
    readonly createStreamMs?: number;
    /** @default 500 */
    readonly deleteStreamMs?: number;
    /** How long it stays UPDATING. @default 500 */
    readonly updateStreamMs?: number;
    /** @default 10 */
    readonly shardLimit?: number;
  }

  export default function kinesalite(options?: KinesaliteOptions): Server;
}
