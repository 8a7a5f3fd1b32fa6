import { SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { HOUR_MS, onIntakeStage } from '../testing/onIntakeStage.ts';

const DAY_MS = 24 * HOUR_MS;
/** Ten minutes before the end of a day. */
const LATE = 100 * DAY_MS - 600_000;

const tooMuch = (retryAfterS?: number) => ({ kind: 'refused', code: 'quota_exceeded', retryAfterS });

test('[RL18] a person who has sent their shards of the hour may come again when it is over; others may go on', () =>
  onIntakeStage(
    async (stage) => {
      stage.now = LATE - 12 * HOUR_MS;
      for (const letter of ['a', 'b', 'c'])
        expect(await stage.send(letter, 'one')).toMatchObject({ kind: 'accepted' });
      expect(await stage.send('d', 'one')).toMatchObject(tooMuch(600));
      expect(await stage.send('e', 'two')).toMatchObject({ kind: 'accepted' });
      stage.now += 600_000;
      for (const letter of ['d', 'f', 'g'])
        expect(await stage.send(letter, 'one')).toMatchObject({ kind: 'accepted' });
      expect(await stage.send('h', 'one')).toMatchObject(tooMuch(3600));
    },
    { limits: { shardsPerHour: 3 } },
  ));

test('[RL18] a person who has sent their bytes of the day may come again at midnight in UTC', () =>
  onIntakeStage(
    async (stage) => {
      stage.now = LATE - 3 * HOUR_MS;
      expect(await stage.send('a', 'one', 700)).toMatchObject({ kind: 'accepted' });
      stage.now = LATE;
      expect(await stage.send('b', 'one', 301)).toMatchObject(tooMuch(600));
      expect(await stage.send('c', 'one', 300)).toMatchObject({ kind: 'accepted' });
      expect(await stage.send('d', 'one', 1)).toMatchObject(tooMuch(600));
      stage.now += 600_000;
      expect(await stage.send('b', 'one', 301)).toMatchObject({ kind: 'accepted' });
      expect(await stage.send('e', 'one', 699)).toMatchObject({ kind: 'accepted' });
      expect(await stage.send('f', 'one', 1)).toMatchObject(tooMuch(86_400));
    },
    { limits: { bytesPerDay: 1000 } },
  ));

test('[RL18] a shard that is known, or was refused, counts for nothing', () =>
  onIntakeStage(
    async ({ send, spool, now }) => {
      expect(await send('a', 'one')).toMatchObject({ kind: 'accepted' });
      for (let again = 0; again < 3; again++) expect(await send('a', 'one')).toMatchObject({ kind: 'known' });
      expect(await send('b', 'one', 10, { sha256: '0'.repeat(64) })).toMatchObject({
        code: 'digest_mismatch',
      });
      expect(spool.quotaUse('identity:one', now)).toEqual({ bytes: 10, shards: 1 });
      expect(await send('c', 'one')).toMatchObject({ kind: 'accepted' });
      expect(await send('d', 'one')).toMatchObject({ code: 'quota_exceeded' });
      expect(await send('a', 'one')).toMatchObject({ kind: 'known' });
    },
    { limits: { shardsPerHour: 2 } },
  ));

test('[RL18] {003.13} of many that come at once no more is taken than the quota, and who was held back may try again soon', () =>
  onIntakeStage(
    async ({ send, spool, now }) => {
      const letters = [...'abcdefghij'];
      const outcomes = await Promise.all(letters.map((letter) => send(letter, 'one')));
      expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(3);
      expect(outcomes.filter(({ kind }) => kind === 'refused')).toMatchObject(
        Array(7).fill(tooMuch(undefined)),
      );
      expect(spool.quotaUse('identity:one', now).shards).toBe(3);
    },
    { limits: { shardsPerHour: 3 } },
  ));

test('[RL18] it is who sends that counts, not whose rows they are; a ticket may allow less than the relay, and no more', () =>
  onIntakeStage(
    async ({ send }) => {
      const payer = { userId: 'sender' };
      expect(await send('a', 'one', 400, { payer })).toMatchObject({ kind: 'accepted' });
      expect(await send('b', 'two', 400, { payer })).toMatchObject({ kind: 'accepted' });
      expect(await send('c', 'three', 400, { payer })).toMatchObject({ code: 'quota_exceeded' });
      const less = { userId: 'other', quota: { bytesPerDay: 500 } };
      expect(await send('d', 'one', 400, { payer: less })).toMatchObject({ kind: 'accepted' });
      expect(await send('e', 'one', 400, { payer: less })).toMatchObject({ code: 'quota_exceeded' });
      const more = { userId: 'third', quota: { bytesPerDay: 5000 } };
      expect(await send('f', 'one', 1001, { payer: more })).toMatchObject({ code: 'quota_exceeded' });
    },
    { limits: { bytesPerDay: 1000 } },
  ));

test('[RL18] a network has a quota of its own, however many people come from it, and the dataset has one', () =>
  onIntakeStage(
    async ({ send, spool, now }) => {
      const from = (userId: string, network: string) => ({ payer: { userId, network } });
      expect(await send('a', 'one', 400, from('one', 'n1'))).toMatchObject({ kind: 'accepted' });
      expect(await send('b', 'two', 400, from('two', 'n1'))).toMatchObject({ kind: 'accepted' });
      const refused = await send('c', 'three', 400, from('three', 'n1'));
      expect(refused).toMatchObject({ detail: 'the quota of this network is 1000 bytes a day' });
      expect(await send('d', 'four', 400, from('four', 'n2'))).toMatchObject({ kind: 'accepted' });
      const beyond = await send('e', 'five', 400, { payer: { userId: 'five' } });
      expect(beyond).toMatchObject({ detail: 'the quota of the dataset is 1500 bytes a day' });
      expect(spool.quotaUse('dataset', now).bytes).toBe(1200);
    },
    { limits: { networkBytesPerDay: 1000, datasetBytesPerDay: 1500 } },
  ));

test('[RL18] where a dataset has several spools each allows its part, and at least one shard', () =>
  onIntakeStage(
    async ({ send }) => {
      for (const letter of ['a', 'b'])
        expect(await send(letter, 'one', 10, { spoolCount: 4 })).toMatchObject({ kind: 'accepted' });
      expect(await send('c', 'one', 10, { spoolCount: 4 })).toMatchObject({ code: 'quota_exceeded' });
      const few = { payer: { userId: 'two', quota: { shardsPerHour: 1 } }, spoolCount: 4 };
      expect(await send('d', 'two', 10, few)).toMatchObject({ kind: 'accepted' });
      expect(await send('e', 'two', 10, few)).toMatchObject({ code: 'quota_exceeded' });
    },
    { limits: { shardsPerHour: 8, bytesPerDay: SHARD_MAX_BYTES } },
  ));

test('[R8] what was counted on former days is forgotten', () =>
  onIntakeStage(
    async (stage) => {
      stage.now = LATE;
      await stage.send('a', 'one', 10, { payer: { userId: 'one', network: 'n1' } });
      stage.now += DAY_MS;
      await stage.send('b', 'two');
      stage.now = LATE;
      expect(stage.spool.quotaUse('network:n1', LATE).bytes).toBe(0);
      expect(stage.spool.quotaUse('identity:one', LATE).bytes).toBe(0);
    },
    { limits: { bytesPerDay: 1000, networkBytesPerDay: 1000 } },
  ));
