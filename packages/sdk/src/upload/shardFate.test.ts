import { ERRORS, type ErrorCode, problemOf } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { shardFate } from './shardFate.ts';

const problem = (code: ErrorCode) => ({ kind: 'problem', problem: problemOf(code, 'detail') }) as const;

test('[SD5] every answer that is not ours is tried again: any status, with or without a body', () => {
  for (const status of [
    0, 200, 202, 301, 400, 401, 403, 404, 409, 410, 418, 422, 429, 451, 500, 502, 503, 504, 511,
  ]) {
    expect(shardFate({ kind: 'unreachable', status, reason: 'x' }, 10).kind, String(status)).toBe('retry');
  }
});

test('[SD5] [SD6] every code of ours has its fate, and only what can never succeed is dead', () => {
  const fates = (Object.keys(ERRORS) as ErrorCode[]).map(
    (code) => [code, shardFate(problem(code), 1).kind] as const,
  );
  for (const [code, fate] of fates) {
    const { status, retryable } = ERRORS[code];
    expect(fate, code).toBe(status === 401 ? 'reauthenticate' : retryable ? 'retry' : 'dead');
  }
  expect(fates.filter(([, fate]) => fate === 'dead').map(([code]) => code)).toEqual(
    expect.arrayContaining(['shard_invalid', 'shard_conflict', 'shard_too_large']),
  );
});

test('[SD6] a 413, ours or a proxy’s, splits several rows; of one row only ours is final', () => {
  expect(shardFate(problem('shard_too_large'), 2).kind).toBe('split');
  expect(shardFate({ kind: 'unreachable', status: 413, reason: 'x' }, 2).kind).toBe('split');
  expect(shardFate(problem('shard_too_large'), 1).kind).toBe('dead');
  expect(shardFate({ kind: 'unreachable', status: 413, reason: 'x' }, 1).kind).toBe('retry');
});

test('a wait that was asked for is passed on', () => {
  expect(shardFate({ ...problem('rate_limited'), retryAfterMs: 9_000 }, 1)).toMatchObject({
    kind: 'retry',
    retryAfterMs: 9_000,
  });
});
