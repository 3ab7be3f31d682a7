import { BlockList, isIP } from 'node:net';
import type { TextTest } from './letter-case.ts';

const BITS = { ipv4: 32, ipv6: 128 } as const;

/**
 * Compiles a test whether a text is an address inside the block. Returns `undefined` for what EventBridge does not
 * accept as a block, such as a single address (`/32`, `/128`).
 */
export function compileCidr(block: string): TextTest | undefined {
  const [address = '', bits = '', ...more] = block.split('/');
  const kind = kindOf(address);
  if (kind === undefined || more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) >= BITS[kind]) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), kind);
  return (text) => kindOf(text) === kind && list.check(text, kind);
}

/** Compiles a test whether a text is the same address in any notation; `undefined` if `address` is not an address. */
export function compileAddress(address: string): TextTest | undefined {
  const kind = kindOf(address);
  if (kind === undefined) return undefined;
  const list = new BlockList();
  list.addAddress(address, kind);
  return (text) => kindOf(text) === kind && list.check(text, kind);
}

function kindOf(address: string): keyof typeof BITS | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  return family === 4 ? 'ipv4' : 'ipv6';
}
