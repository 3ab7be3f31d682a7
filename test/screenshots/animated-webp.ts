/** One picture of an animation. */
export interface Frame {
  /** A whole WebP file. */
  readonly webp: Buffer;
  readonly milliseconds: number;
}

/** Of the file's header, before the first chunk: `RIFF`, a size and `WEBP`. */
const HEAD_BYTES = 12;
const ANIMATION_FLAG = 0x02;
/** Draws over the frame before, without blending. */
const NO_BLENDING = 0x02;

/**
 * Joins pictures of the same size into one animation that repeats.
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
export function animatedWebp(frames: readonly Frame[], width: number, height: number): Buffer {
  const canvas = Buffer.alloc(10);
  canvas.writeUInt8(ANIMATION_FLAG, 0);
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  // A background of no colour, and no end to the repetitions.
  const animation = Buffer.alloc(6);
  const chunks = [chunk('VP8X', canvas), chunk('ANIM', animation)];
  for (const { webp, milliseconds } of frames) {
    const head = Buffer.alloc(16);
    head.writeUIntLE(width - 1, 6, 3);
    head.writeUIntLE(height - 1, 9, 3);
    head.writeUIntLE(milliseconds, 12, 3);
    head.writeUInt8(NO_BLENDING, 15);
    chunks.push(chunk('ANMF', Buffer.concat([head, pictureOf(webp)])));
  }
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length, 0);
  return Buffer.concat([Buffer.from('RIFF'), size, body]);
}

/** The chunks with the picture, of a file that may have others. */
function pictureOf(webp: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = HEAD_BYTES; at < webp.length; ) {
    const name = webp.toString('latin1', at, at + 4);
    const size = webp.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (['VP8 ', 'VP8L', 'ALPH'].includes(name)) kept.push(webp.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
