import kinesalite from 'kinesalite';
import { listen } from './listen.ts';
import { streamSuite } from './stream.suite.ts';

/** Who is right: pages of docs.aws.amazon.com/streams/latest/dev/ and /kinesis/latest/. */
streamSuite({
  name: 'kinesalite',
  differences: {
    'takes a shard’s 1,000 records a second and refuses more':
      'throttles nothing: streams/latest/dev/service-sizes-and-limits.html',
    'reads a shard five times a second and refuses more':
      'throttles nothing: streams/latest/dev/service-sizes-and-limits.html',
    'ends the reading of a closed shard without a further iterator, naming its children':
      'goes on giving iterators and knows no ChildShards: APIReference/API_GetRecords.html',
    'lists the open shards alone when asked': 'ignores ShardFilter: APIReference/API_ListShards.html',
    'updates the number of shards, at most to the double':
      'has no UpdateShardCount: APIReference/API_UpdateShardCount.html',
  },
  open: () => listen(kinesalite({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 1_000 })),
});
