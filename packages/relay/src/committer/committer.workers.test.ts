import { recitation } from '@parqueue/schema/presets';
import { expect, test } from 'vitest';
import type { HubCommitRequest } from '../hub/hubClient.ts';
import type { HubFailure } from '../hub/hubError.ts';
import { expectedShard } from '../parquet/checkShard.ts';
import { idOf } from '../spool/spool.contract.ts';
import {
  HOUR_MS,
  INTERVAL_MS,
  MINUTE_MS,
  onCommitterStage,
  revision,
  shardPaths,
  stateOf,
} from '../testing/onCommitterStage.ts';

test('[R11] {000.02} whatever comes within an interval goes in one commit', () =>
  onCommitterStage(async (stage) => {
    stage.receive('ab');
    stage.now = stage.committer.dueAt() ?? 0;
    await stage.committer.work();
    const firstAt = stage.now;
    for (const letter of 'cdefghijk') {
      stage.now += 20_000;
      stage.receive(letter);
      await stage.committer.work();
    }
    expect(stage.commits).toHaveLength(1);
    expect(stage.committer.dueAt()).toBe(firstAt + INTERVAL_MS);
    stage.now = firstAt + INTERVAL_MS;
    await stage.committer.work();
    expect(shardPaths(stage.commits).map((paths) => paths.length)).toEqual([2, 9]);
    expect(stage.committer.dueAt()).toBeUndefined();
  }));

test('[R11] more shards than one alarm can send go in the next interval, the oldest first', () =>
  onCommitterStage(async (stage) => {
    const letters = Array.from({ length: 10_030 }, (_, index) => String.fromCharCode(0x4e00 + index));
    for (const letter of letters) {
      stage.receive(letter);
      stage.now += 1;
    }
    stage.now += MINUTE_MS;
    await stage.committer.work();
    await stage.committer.work();
    expect(shardPaths(stage.commits).map((paths) => paths.length)).toEqual([10_000]);
    expect(stateOf(stage, letters[9999] ?? '')).toBe('committed');
    expect(stateOf(stage, letters[10_000] ?? '')).toBe('spooled');
    stage.now = stage.committer.dueAt() ?? 0;
    await stage.committer.work();
    expect(shardPaths(stage.commits).map((paths) => paths.length)).toEqual([10_000, 30]);
  }));

test('[R3] an alarm that rings twice makes one commit', () =>
  onCommitterStage(async (stage) => {
    stage.receive('a');
    stage.now += MINUTE_MS;
    await stage.committer.work();
    await stage.committer.work();
    expect(stage.commits).toHaveLength(1);
  }));

test('[R3] [RL3] a commit that lands only after it was looked for makes the next attempt fail, not land twice', () =>
  onCommitterStage(async (stage) => {
    stage.script.push(() => ({ failure: { kind: 'unavailable' }, lands: 'later' }));
    stage.receive('a');
    stage.now += MINUTE_MS;
    await stage.committer.work();
    stage.now = stage.committer.dueAt() ?? 0;
    // Looked for in vain; the late one lands between that and the commit.
    stage.script.push(() => {
      stage.landLate();
      return { failure: { kind: 'conflict' } };
    });
    await stage.committer.work();
    stage.now = stage.committer.dueAt() ?? 0;
    await stage.committer.work();
    expect(shardPaths(stage.commits)).toHaveLength(1);
    expect(stage.spool.find(idOf('a'))?.state).toMatchObject({ state: 'committed', commit: revision(1) });
  }));

test('[R3] a commit that lands just after the look makes the next attempt fail, not land beside it', () =>
  onCommitterStage(async (stage) => {
    stage.script.push(() => ({ failure: { kind: 'unavailable' }, lands: 'later' }));
    stage.receive('a');
    stage.now = stage.committer.dueAt() ?? 0;
    await stage.committer.work();
    const looked = stage.withHub((hub) => ({
      ...hub,
      async files(paths) {
        const seen = await hub.files(paths);
        stage.landLate();
        return seen;
      },
    }));
    for (let round = 0; round < 4 && looked.dueAt() !== undefined; round += 1) {
      stage.now = Math.max(stage.now, looked.dueAt() ?? 0);
      await looked.work();
    }
    expect(stateOf(stage, 'a')).toBe('committed');
    expect(stage.commits).toHaveLength(1);
  }));

test('[R3] a landed commit is found by its files when the history was squashed', () =>
  onCommitterStage(async (stage) => {
    stage.script.push(() => ({ failure: { kind: 'unavailable' }, lands: 'now' }));
    stage.receive('a');
    stage.now += MINUTE_MS;
    await stage.committer.work();
    const [landed] = stage.commits;
    Object.assign(landed ?? {}, { title: 'Squashed', description: '' });
    stage.now = stage.committer.dueAt() ?? 0;
    await stage.committer.work();
    expect(stage.commits).toHaveLength(1);
    expect(stateOf(stage, 'a')).toBe('committed');
  }));

test('the used-up quota of commits is waited for, and what came meanwhile goes in one commit', () =>
  onCommitterStage(async (stage) => {
    stage.script.push(() => ({ failure: { kind: 'throttled', quota: 'commit', waitMs: HOUR_MS } }));
    stage.receive('a');
    stage.now += MINUTE_MS;
    const failedAt = stage.now;
    await stage.committer.work();
    expect(stage.committer.dueAt()).toBeGreaterThanOrEqual(failedAt + HOUR_MS);
    stage.receive('b');
    stage.now = failedAt + HOUR_MS - 1;
    await stage.committer.work();
    expect(stage.commits).toHaveLength(0);
    for (let round = 0; round < 2; round += 1) {
      stage.now = stage.committer.dueAt() ?? 0;
      await stage.committer.work();
    }
    expect(['a', 'b'].map((letter) => stateOf(stage, letter))).toEqual(['committed', 'committed']);
  }));

test('no more commits are asked for in an hour than the Hub allows', () =>
  onCommitterStage(async (stage) => {
    const beganAt = stage.now;
    for (const letter of 'abc') {
      stage.receive(letter);
      stage.now = Math.max(stage.now, stage.committer.dueAt() ?? 0);
      await stage.committer.work();
    }
    expect(stage.commits).toHaveLength(2);
    expect(stage.spool.openBatch()?.state.problem).toContain('commits of this hour');
    expect(stage.committer.dueAt()).toBeGreaterThanOrEqual(beganAt + HOUR_MS);
    stage.now = stage.committer.dueAt() ?? 0;
    await stage.committer.work();
    expect(stage.commits).toHaveLength(3);
  }, 2));

test('[R12] of shards that the Hub refuses together only the bad one dies', () =>
  onCommitterStage(async (stage) => {
    const refusesC = (request: HubCommitRequest): { failure: HubFailure } | undefined =>
      request.files.some(({ path }) => path.includes(idOf('c')))
        ? { failure: { kind: 'rejected' } }
        : undefined;
    stage.script.push(...Array.from({ length: 40 }, () => refusesC));
    stage.receive('abcde');
    for (let round = 0; round < 40 && stage.committer.dueAt() !== undefined; round += 1) {
      stage.now = Math.max(stage.now, stage.committer.dueAt() ?? 0);
      await stage.committer.work();
    }
    expect(['a', 'b', 'c', 'd', 'e'].map((letter) => stateOf(stage, letter))).toEqual([
      'committed',
      'committed',
      'dead',
      'committed',
      'committed',
    ]);
    expect(new Set(shardPaths(stage.commits).flat()).size).toBe(4);
    expect(shardPaths(stage.commits).flat()).toHaveLength(4);
  }));

test('a card that the schema cannot follow stops the commit with its reason, and drops nothing', () =>
  onCommitterStage(async (stage) => {
    const readText = async (): Promise<string> => '---\nconfigs: [\n---\n';
    const committer = stage.withHub((hub) => ({ ...hub, readText }));
    stage.receive('a');
    stage.now += MINUTE_MS;
    await committer.work();
    expect(stateOf(stage, 'a')).toBe('spooled');
    expect(stage.spool.openBatch()?.state.problem).toMatch(/README|card|front matter/i);
  }));

test('[R12] shards that cannot be merged die one by one, with their reason, and stop nothing', () =>
  onCommitterStage(
    async (stage) => {
      stage.receive('ab');
      for (let round = 0; round < 40 && stage.committer.dueAt() !== undefined; round += 1) {
        stage.now = Math.max(stage.now, stage.committer.dueAt() ?? 0);
        await stage.committer.work();
      }
      expect(['a', 'b'].map((letter) => stateOf(stage, letter))).toEqual(['dead', 'dead']);
      expect(stage.spool.find(idOf('a'))?.state).toMatchObject({ reason: expect.stringContaining('PAR1') });
      expect(stage.commits).toHaveLength(0);
    },
    128,
    () => expectedShard(recitation),
  ));
