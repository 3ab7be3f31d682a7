import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { APIS } from '../../../../../local/aws/runtime/aws-services.ts';
import { restService } from '../../../../../local/aws/services/api/rest.ts';
import { ObjectStore } from '../../../../../local/aws/services/object-store/object-store.ts';
import { objectOperations } from '../../../../../local/aws/services/object-store/operations.ts';
import { restRequest } from '../../../../helpers/rest-request.ts';

function storeWith(...keys: readonly string[]) {
  const store = new ObjectStore(new VirtualScheduler());
  store.createBucket('bucket');
  for (const key of keys) store.put('bucket', key, Buffer.from(key));
  return store;
}

const keysOf = (objects: readonly { key: string }[]) => objects.map(({ key }) => key);

/** AmazonS3/latest/API/API_ListObjectsV2.html */
describe('listing', () => {
  it('returns keys in order, page by page', () => {
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

  it('lists a group once, even if a page ends in it', () => {
    const store = storeWith('a/1', 'a/2', 'b/1');
    const first = store.list('bucket', '', '', 1, '/');
    expect([first.commonPrefixes, first.next]).toEqual([['a/'], 'a/2']);
    expect(store.list('bucket', '', first.next, 1, '/').commonPrefixes).toEqual(['b/']);
  });

  it('of an unknown bucket is refused', () => {
    expect(() => storeWith().list('none')).toThrow('The specified bucket does not exist');
  });
});

describe('the REST API', () => {
  const put = (store: ObjectStore, body: string, headers: Record<string, string> = {}) =>
    restService(APIS.s3, objectOperations(store))(restRequest('PUT', '/bucket/k', { body, headers }));
  const get = (store: ObjectStore, headers: Record<string, string> = {}) =>
    restService(APIS.s3, objectOperations(store))(restRequest('GET', '/bucket/k', { headers }));

  it('decodes aws-chunked frames', () => {
    const store = storeWith();
    const headers = { 'content-encoding': 'aws-chunked' };
    put(store, '5;chunk-signature=x\r\nhello\r\n6\r\n world\r\n0\r\n\r\n', headers);
    expect(store.get('bucket', 'k').body.toString()).toBe('hello world');
  });

  it.each([
    ['a frame that is cut off', '5\r\nhel', { 'content-encoding': 'aws-chunked' }],
    ['the checksum of another body, in a header', 'hello', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    [
      'the checksum of another body, after the body',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      { 'content-encoding': 'aws-chunked' },
    ],
    ['the MD5 of another body', 'hello', { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' }],
    ['a parameter without effect here', 'hello', { 'if-none-match': '*' }],
    ['an encoding that readers would have to decode', 'hello', { 'content-encoding': 'gzip' }],
  ])('stores nothing of a request with %s', (_what, body, headers) => {
    const store = storeWith();
    expect(() => put(store, body, headers)).toThrow();
    expect(store.list('bucket').objects).toEqual([]);
  });

  it('returns metadata, and the checksum if requested', () => {
    const store = storeWith();
    const checksum = { 'x-amz-checksum-crc32': 'NhCmhg==' };
    put(store, 'hello', { ...checksum, 'x-amz-meta-player': 'ada' });
    expect(get(store)).toMatchObject({ headers: { 'x-amz-meta-player': 'ada' } });
    expect(get(store)).not.toMatchObject({ headers: checksum });
    expect(get(store, { 'x-amz-checksum-mode': 'ENABLED' })).toMatchObject({ headers: checksum });
  });

  it('refuses operations that it does not have', () => {
    const service = restService(APIS.s3, objectOperations(storeWith('k')));
    expect(service(restRequest('POST', '/bucket/k?uploads='))).toBeUndefined();
    expect(service(restRequest('GET', '/bucket/k?acl'))).toBeUndefined();
  });
});
