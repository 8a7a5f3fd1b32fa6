import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { recitation, recitationError } from '@parqueue/schema/presets';
import { expect, test } from 'vitest';
import type { RelayBindings } from '../bindings.ts';
import type { HubClient, HubCommit, HubCommitRequest } from '../hub/hubClient.ts';
import { HubError, type HubFailure } from '../hub/hubError.ts';
import { expectedShard } from '../parquet/checkShard.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import { accept, claimOf, idOf, sequence } from '../spool/spool.contract.ts';
import type { Spool } from '../spool/spool.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import { type Committer, createCommitter } from './committer.ts';
import { openFeederLedger } from './feederLedger.ts';
import { createFeeders, type Feeders } from './feeders.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const INTERVAL_MS = 5 * MINUTE_MS;

interface Stage {
  readonly spool: Spool;
  readonly committer: Committer;
  /** One that speaks to another hub. */
  withHub(hub: HubClient): Committer;
  readonly commits: readonly HubCommitRequest[];
  /** What the next commits do instead: fail, or land and fail. */
  readonly script: ((
    request: HubCommitRequest,
  ) => { failure: HubFailure; lands?: 'now' | 'later' } | undefined)[];
  now: number;
  receive(letters: string): void;
  landLate(): void;
}

/** A real spool, a clock in the hand, and a hub that does as it is told: hours pass here in no time. */
async function onStage(
  play: (stage: Stage) => Promise<void>,
  commitsPerHour = 128,
  expectedOf: ExpectedOf = () => undefined,
): Promise<void> {
  const { SPOOL } = env as RelayBindings;
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const spool = openDurableSpool(storage);
    const commits: HubCommitRequest[] = [];
    const late: HubCommitRequest[] = [];
    const stage: Omit<Stage, 'committer' | 'withHub'> = {
      spool,
      commits,
      script: [],
      now: Date.UTC(2026, 10, 20),
      receive(letters) {
        for (const letter of letters)
          accept(spool, { ...claimOf(letter), table: 'recitation' }, sequence(10), this.now);
      },
      landLate() {
        commits.push(...late.splice(0).filter(({ parent }) => parent === revision(commits.length)));
      },
    };
    const withHub = (hub: HubClient): Committer =>
      createCommitter({
        spool,
        feeders: noFeeders(storage),
        hub,
        atomically: (change) => storage.transactionSync(change),
        tables: [recitation, recitationError],
        usedVersions: () => [],
        repo: 'me/recitations',
        intervalMs: INTERVAL_MS,
        commitsPerHour,
        clock: () => stage.now,
        random: () => 0.5,
        newId: () => crypto.randomUUID(),
        // Nothing here is Parquet: each shard has a file of its own.
        expectedOf,
        settled: async () => undefined,
        log: () => undefined,
      });
    const committer = withHub(scriptedHub(stage, commits, late));
    await play(Object.assign(stage, { committer, withHub }));
  });
}

const noFeeders = (storage: DurableObjectStorage): Feeders =>
  createFeeders({
    ledger: openFeederLedger(storage),
    feederOf: () => expect.unreachable('there is no other spool'),
    spoolCount: () => 1,
    versions: { used: () => [], learn: () => undefined },
    noteTables: () => undefined,
  });

const revision = (count: number): string => count.toString(16).padStart(40, '0');

function scriptedHub(
  stage: Pick<Stage, 'script'>,
  commits: HubCommitRequest[],
  late: HubCommitRequest[],
): HubClient {
  const files = (): Map<string, { sizeBytes: number; commit: string }> =>
    new Map(
      commits.flatMap(({ files: added }, index) =>
        added.map(({ path, sizeBytes }) => [path, { sizeBytes, commit: revision(index + 1) }] as const),
      ),
    );
  return {
    async history(count) {
      const all: HubCommit[] = [{ commit: revision(0), title: 'initial commit', description: '' }];
      for (const [index, { title, description }] of commits.entries()) {
        all.unshift({ commit: revision(index + 1), title, description });
      }
      return all.slice(0, count);
    },
    files: async (paths) =>
      paths.flatMap((path) => {
        const file = files().get(path);
        return file === undefined ? [] : [{ path, sha256: undefined, ...file }];
      }),
    async readText(path) {
      const file = commits.flatMap((commit) => commit.files).findLast((upload) => upload.path === path);
      return file && new TextDecoder().decode(file.read(0, file.sizeBytes));
    },
    store: () => expect.unreachable('there is no other spool'),
    squash: () => expect.unreachable('nobody asked for it'),
    async commit(request) {
      for (const file of request.files) file.read(0, file.sizeBytes);
      if (request.parent !== revision(commits.length))
        throw new HubError({ kind: 'conflict' }, 'the head moved');
      const instead = stage.script.shift()?.(request);
      if (instead === undefined || instead.lands === 'now') commits.push(request);
      if (instead?.lands === 'later') late.push(request);
      if (instead !== undefined) throw new HubError(instead.failure, 'as told');
      return revision(commits.length);
    },
  };
}

const stateOf = ({ spool }: Stage, letter: string): string | undefined =>
  spool.find(idOf(letter))?.state.state;

const shardPaths = (commits: readonly HubCommitRequest[]): string[][] =>
  commits.map(({ files }) => files.map(({ path }) => path).filter((path) => path.startsWith('data/')));

test('[R11] whatever comes within an interval goes in one commit', () =>
  onStage(async (stage) => {
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
  onStage(async (stage) => {
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
  onStage(async (stage) => {
    stage.receive('a');
    stage.now += MINUTE_MS;
    await stage.committer.work();
    await stage.committer.work();
    expect(stage.commits).toHaveLength(1);
  }));

test('[R3] [RL3] a commit that lands only after it was looked for makes the next attempt fail, not land twice', () =>
  onStage(async (stage) => {
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

test('[R3] a landed commit is found by its files when the history was squashed', () =>
  onStage(async (stage) => {
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
  onStage(async (stage) => {
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
  onStage(async (stage) => {
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
  onStage(async (stage) => {
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
  onStage(async (stage) => {
    const readText = async (): Promise<string> => '---\nconfigs: [\n---\n';
    const committer = stage.withHub({ ...scriptedHub(stage, [], []), readText });
    stage.receive('a');
    stage.now += MINUTE_MS;
    await committer.work();
    expect(stateOf(stage, 'a')).toBe('spooled');
    expect(stage.spool.openBatch()?.state.problem).toMatch(/README|card|front matter/i);
  }));

test('[R12] shards that cannot be merged die one by one, with their reason, and stop nothing', () =>
  onStage(
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
