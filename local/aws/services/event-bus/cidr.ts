import { BlockList, isIP } from 'node:net';

/** Whether a text is an address inside the block; `undefined` where the block is none. */
export function compileCidr(block: string): ((text: string) => boolean) | undefined {
  const [address = '', bits = ''] = block.split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), kind);
  return (text) => isIP(text) === family && list.check(text, kind);
}
