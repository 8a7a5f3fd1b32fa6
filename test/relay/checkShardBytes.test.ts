import { audio, string, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { claimOf } from '../../packages/relay/src/spool/spool.contract.ts';
import { createCheckShardBytes } from '../../packages/relay/src/validation/checkShardBytes.ts';
import { createExpectedOf } from '../../packages/relay/src/validation/expectedShards.ts';
import type { ShardClaim } from '../../packages/relay/src/validation/shardClaim.ts';
import { withFlacHead } from '../support/flacHead.ts';
import { lightShard } from '../support/lightShard.ts';
import { writeShard } from '../support/realShards.ts';

const takes = table({ name: 'takes', features: { said: string() } });
const checkBytes = createCheckShardBytes(
  createExpectedOf(({ fingerprint }) => (fingerprint === takes.fingerprint ? takes : undefined)),
  'all',
);
const check = (...args: Parameters<typeof checkBytes>): string | undefined => {
  const checked = checkBytes(...args);
  return checked.kind === 'wrong' ? checked.detail : undefined;
};
const claim: ShardClaim = { ...claimOf('a'), fingerprint: takes.fingerprint, rowCount: 2 };
const file = await writeShard('light', takes, [
  ['a', 'id', 0],
  ['b', 'id', 0],
]);
const linesOf = (text: string) =>
  check({ ...claim, format: 'jsonl' }, bytesSource(new TextEncoder().encode(text)));

test('[RL9] a shard of the table, with as many rows as were said, has nothing wrong', () => {
  expect(check(claim, bytesSource(file))).toBeUndefined();
});

test('[RL9] what is wrong is said with a word for it, and where', () => {
  expect(check({ ...claim, rowCount: 3 }, bytesSource(file))).toBe(
    'inconsistent: the file has 2 rows, not 3',
  );
  expect(check(claim, bytesSource(file.subarray(1)))).toMatch(
    /^malformed: the file does not begin with PAR1/,
  );
  expect(check({ ...claim, fingerprint: '0'.repeat(16) }, bytesSource(file))).toMatch(
    /^schema_differs: table takes/,
  );
});

test('[RL11] lines of the table, as many as were said, have nothing wrong', () => {
  const line = '{"said":"a","row_id":"id","revision":0}\n';
  expect(linesOf(line + line)).toBeUndefined();
  expect(linesOf(line)).toBe('inconsistent: the file has 1 rows, not 2');
  expect(linesOf('{"said":1}\n')).toBe('value_invalid: line 1: said: not text');
});

test('[RL11] a user_id is compared with the one of the proof that came with the shard', async () => {
  const owned = table({ name: 'takes', features: { user_id: string() }, revisions: false });
  const checkOwned = createCheckShardBytes(
    createExpectedOf(() => owned),
    'identities-and-paths',
  );
  const bytes = bytesSource(await writeShard('light', owned, [['user'], ['user']]));
  const own = { ...claim, fingerprint: owned.fingerprint };
  expect(checkOwned(own, bytes)).toEqual({ kind: 'right', groupCount: 1 });
  expect(checkOwned({ ...own, userId: 'other' }, bytes)).toMatchObject({
    kind: 'wrong',
    detail: expect.stringMatching(/^identity_differs: /),
  });
});

test.for(['all', 'identities-and-paths'] as const)(
  '[RL53] where audio is denied, and of values %s are looked at, a shard is refused by its clips, not by its columns',
  async (which) => {
    const heard = table({ name: 'takes', features: { audio: audio(), said: string() }, revisions: false });
    const checkBoth = (policy: 'allow' | 'deny') =>
      createCheckShardBytes(
        createExpectedOf(() => heard),
        which,
        policy,
      );
    const own = { ...claim, fingerprint: heard.fingerprint };
    const sound = withFlacHead(new Uint8Array(10));
    const one = bytesSource(
      await lightShard(
        heard,
        [
          [null, 'a'],
          [['clip', 0], 'b'],
        ],
        sound,
      ),
    );
    const none = bytesSource(
      await lightShard(heard, [
        [null, 'a'],
        [null, 'b'],
      ]),
    );
    expect(checkBoth('allow')(own, one)).toMatchObject({ kind: 'right' });
    expect(checkBoth('deny')(own, none)).toMatchObject({ kind: 'right' });
    expect(checkBoth('deny')(own, one)).toEqual({
      kind: 'wrong',
      code: 'audio_refused',
      detail: 'AUDIO_POLICY of the relay is deny, and the shard has 1 clip',
    });
  },
);
