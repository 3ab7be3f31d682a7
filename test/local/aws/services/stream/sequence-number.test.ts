import fc from 'fast-check';
import { describe, it } from 'vitest';
import { SequenceNumbers } from '../../../../../local/aws/services/stream/sequence-number.ts';
import '../../../../helpers/property-runs.ts';

/** Seconds of the years 2000 to 2100. */
const second = fc.integer({ min: 946_684_800, max: 4_102_444_800 });
const shardNumber = fc.nat(2 ** 31 - 1);
const index = fc.nat(Number.MAX_SAFE_INTEGER - 1);

describe('sequence numbers (awslabs/amazon-kinesis-client, SequenceNumberValidator.java)', () => {
  it('contain the version and the shard where the client library reads them', () => {
    fc.assert(
      fc.property(second, shardNumber, index, fc.nat(10 ** 9), (created, shard, at, ageMs) => {
        const number = BigInt(new SequenceNumbers(created, shard).at(at, created * 1_000 + ageMs));
        const bitLength = number.toString(2).length;
        return bitLength === 186 && number >> 184n === 2n && ((number >> 4n) & 0xffff_ffffn) === BigInt(shard);
      }),
    );
  });

  it('increase with each record, at any time, and contain its index', () => {
    fc.assert(
      fc.property(second, shardNumber, index, fc.nat(10 ** 9), fc.nat(10 ** 9), (created, shard, at, one, other) => {
        const numbers = new SequenceNumbers(created, shard);
        const [now, then] = [created * 1_000 + one, created * 1_000 + other];
        const [number, next] = [numbers.at(at, now), numbers.at(at + 1, then)];
        return (
          BigInt(number) < BigInt(next) &&
          BigInt(numbers.first) <= BigInt(number) &&
          numbers.indexOf(number) === at &&
          numbers.indexOf(next) === at + 1
        );
      }),
    );
  });

  it('belong to one shard only', () => {
    fc.assert(
      fc.property(second, shardNumber, second, shardNumber, index, (created, shard, otherCreated, otherShard, at) => {
        fc.pre(created !== otherCreated || shard !== otherShard);
        const foreign = new SequenceNumbers(otherCreated, otherShard).at(at, otherCreated * 1_000);
        return new SequenceNumbers(created, shard).indexOf(foreign) === undefined;
      }),
    );
  });

  it.each(['', '0', '-1', '1.5', '0x10', 'x', ' 1', '9'.repeat(130)])('are not %j', (text) => {
    if (new SequenceNumbers(1_795_392_000, 0).indexOf(text) !== undefined) throw new Error(`${text} was accepted`);
  });
});
