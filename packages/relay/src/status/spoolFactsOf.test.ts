import { expect, test } from 'vitest';
import type { SpoolStatus } from '../spool/spoolStatus.ts';
import { sumStatus } from '../spool/sumOperator.ts';
import { spoolFactsOf } from './spoolFactsOf.ts';

const limits = { spoolMaxBytes: 1000, spoolMaxAgeMs: 3_600_000, commitsPerHour: 128 };

const statusOf = (other: Partial<SpoolStatus> = {}): SpoolStatus => ({
  health: {
    backlog: { shards: 1, bytes: 10, oldestAt: 5 },
    lastCommitAt: null,
    commitBudget: 120,
    problem: null,
    isTaking: true,
  },
  counts: [],
  deadCount: 0,
  spoolBytes: 0,
  spoolCount: 1,
  fullestBytes: 0,
  failure: null,
  nextCommitAt: 9,
  lastCommit: { at: 4, commit: 'c' },
  versions: [],
  ...other,
});

const versionOf = (table: string, fingerprint: string, isUsed: boolean, isDeclared: boolean) => ({
  table,
  fingerprint,
  isUsed,
  isDeclared,
  seenAt: 1,
  conflict: null,
});

test('of several spools the room is that of all, and the fill that of the fullest', () => {
  const spools = [990, 10].map((bytes) => statusOf({ spoolBytes: bytes, fullestBytes: bytes, deadCount: 1 }));
  expect(spoolFactsOf(sumStatus(spools), limits)).toMatchObject({
    spoolBytes: 1000,
    spoolMaxBytes: 2000,
    fill: 0.99,
    deadCount: 2,
    backlog: { shards: 2, bytes: 20, oldestAt: 5 },
    commitsLeft: 120,
    nextCommitAt: 9,
  });
});

test('counts are put to their tables, and what is refused or fails comes in the order of how often', () => {
  const facts = spoolFactsOf(
    statusOf({
      counts: [
        { name: 'rows', label: 'runs', value: 7 },
        { name: 'bytes', label: 'runs', value: 70 },
        { name: 'shards', label: 'runs', value: 2 },
        { name: 'commits', label: '', value: 3 },
        { name: 'refusals', label: 'spool_full', value: 1 },
        { name: 'refusals', label: 'shard_invalid', value: 5 },
        { name: 'put_duration_ms', label: '+Inf', value: 4 },
        { name: 'put_duration_ms', label: '10', value: 3 },
      ],
      versions: [
        versionOf('runs', 'a', true, false),
        versionOf('runs', 'b', true, true),
        versionOf('gone', 'c', false, false),
      ],
    }),
    limits,
  );
  expect(facts.tables).toEqual([
    { table: 'runs', rows: 7, shards: 2, bytes: 70, usedVersionCount: 2, isDeclared: true, conflict: null },
    { table: 'gone', rows: 0, shards: 0, bytes: 0, usedVersionCount: 0, isDeclared: false, conflict: null },
  ]);
  expect(facts.commitCount).toBe(3);
  expect(facts.refusals).toEqual([
    { name: 'shard_invalid', count: 5 },
    { name: 'spool_full', count: 1 },
  ]);
  expect(facts.puts).toEqual([
    { boundMs: Number.POSITIVE_INFINITY, count: 4 },
    { boundMs: 10, count: 3 },
  ]);
});
