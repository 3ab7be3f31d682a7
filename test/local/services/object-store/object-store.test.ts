import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { ObjectStore } from '../../../../local/services/object-store/object-store.ts';
import { objectRest } from '../../../../local/services/object-store/rest.ts';

function storeWith(...keys: readonly string[]) {
  const store = new ObjectStore(new VirtualScheduler());
  store.createBucket('bucket');
  for (const key of keys) store.put('bucket', key, Buffer.from(key));
  return store;
}

const keysOf = (objects: readonly { key: string }[]) => objects.map(({ key }) => key);

/** AmazonS3/latest/API/API_ListObjectsV2.html */
describe('listing', () => {
  it('goes through keys in order, page by page', () => {
    const store = storeWith('b', 'a', 'c', 'other/x');
    const first = store.list('bucket', '', '', 2);
    expect([keysOf(first.objects), first.next]).toEqual([['a', 'b'], 'b']);
    const second = store.list('bucket', '', first.next, 2);
    expect([keysOf(second.objects), second.next]).toEqual([['c', 'other/x'], undefined]);
  });

  it('groups keys below a delimiter', () => {
    const { objects, commonPrefixes } = storeWith('a/1', 'a/2', 'b/1', 'top').list('bucket', '', '', 1_000, '/');
    expect([keysOf(objects), commonPrefixes]).toEqual([['top'], ['a/', 'b/']]);
  });

  it('of a bucket that is not there is refused', () => {
    expect(() => storeWith().list('none')).toThrow('The specified bucket does not exist');
  });
});

describe('the REST API', () => {
  const request = { method: 'PUT', bucket: 'bucket', key: 'k', query: new URLSearchParams(), contentType: undefined };

  it('takes aws-chunked frames apart', () => {
    const store = storeWith();
    const body = Buffer.from('5;chunk-signature=x\r\nhello\r\n6\r\n world\r\n0\r\n\r\n');
    objectRest(store, { ...request, awsChunked: true, body });
    expect(store.get('bucket', 'k').body.toString()).toBe('hello world');
  });

  it('names the operation that it lacks', () => {
    const query = new URLSearchParams({ uploads: '' });
    expect(() =>
      objectRest(storeWith(), { ...request, method: 'POST', query, awsChunked: false, body: Buffer.alloc(0) }),
    ).toThrow('not implemented by the local runtime: S3.POST object ?uploads=');
  });
});
