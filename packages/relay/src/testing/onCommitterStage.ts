import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { recitation, recitationError } from '@parqueue/schema/presets';
import { expect } from 'vitest';
import type { RelayBindings } from '../bindings.ts';
import { type Committer, createCommitter } from '../committer/committer.ts';
import { openFeederLedger } from '../committer/feederLedger.ts';
import { createFeeders, type Feeders } from '../committer/feeders.ts';
import type { HubClient, HubCommit, HubCommitRequest } from '../hub/hubClient.ts';
import { HubError, type HubFailure } from '../hub/hubError.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import { accept, claimOf, idOf, sequence } from '../spool/spool.contract.ts';
import type { Spool } from '../spool/spool.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const INTERVAL_MS = 5 * MINUTE_MS;

export interface CommitterStage {
  readonly spool: Spool;
  readonly committer: Committer;
  /** One that speaks to another hub. */
  withHub(change: (hub: HubClient) => HubClient): Committer;
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
export async function onCommitterStage(
  play: (stage: CommitterStage) => Promise<void>,
  commitsPerHour = 128,
  expectedOf: ExpectedOf = () => undefined,
): Promise<void> {
  const { SPOOL } = env as RelayBindings;
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const spool = openDurableSpool(storage);
    const commits: HubCommitRequest[] = [];
    const late: HubCommitRequest[] = [];
    const stage: Omit<CommitterStage, 'committer' | 'withHub'> = {
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
    const hub = scriptedHub(stage, commits, late);
    const withHub = (change: (hub: HubClient) => HubClient): Committer =>
      createCommitter({
        spool,
        feeders: noFeeders(storage),
        hub: change(hub),
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
    const committer = withHub((same) => same);
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

export const revision = (count: number): string => count.toString(16).padStart(40, '0');

function scriptedHub(
  stage: Pick<CommitterStage, 'script'>,
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

export const stateOf = ({ spool }: CommitterStage, letter: string): string | undefined =>
  spool.find(idOf(letter))?.state.state;

export const shardPaths = (commits: readonly HubCommitRequest[]): string[][] =>
  commits.map(({ files }) => files.map(({ path }) => path).filter((path) => path.startsWith('data/')));
