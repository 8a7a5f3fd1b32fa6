import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableDefinition } from '@parqueue/schema';
import { SHARD_MAX_BYTES, type ShardState } from '@parqueue/schema/wire';
import type { Answer, Transport } from '../upload/transport.ts';
import { openDatasetFolder } from './datasetFolder.ts';

export interface FolderTransportOptions {
  readonly folder: string;
  readonly title: string;
  readonly tables: readonly TableDefinition[];
  /** Fills `user_id`. */
  readonly userId: () => Promise<string>;
  readonly now: () => number;
}

/** There is no revision of a folder: what is in it is as it is now. */
const NO_COMMIT = '0'.repeat(40);
const TICKET_MS = 15 * 60_000;

/** The way to a dataset in a folder: what is written there is there, and committed at once. */
export function createFolderTransport(options: FolderTransportOptions): Transport {
  const { folder, tables, now } = options;
  const files = openDatasetFolder(folder, options.title, tables);
  const tableOf = (name: string) => tables.find((table) => table.name === name);

  async function stateOf(shardId: string): Promise<ShardState> {
    for (const table of tables) {
      const path = files.pathOf(table, shardId, timeOf(shardId));
      if (await isThere(join(folder, path))) return { state: 'committed', shardId, commit: NO_COMMIT, path };
    }
    return { state: 'unknown', shardId };
  }

  return {
    requestTicket: () =>
      answered(async () => {
        const limits = { shardMaxBytes: SHARD_MAX_BYTES, commitIntervalMs: 1_000 };
        const known = tables.map(({ name, fingerprint }) => ({ name, fingerprints: [fingerprint] }));
        const userId = await options.userId();
        const [ticket, identityProof] = ['folder', 'folder'];
        return {
          ticket,
          identityProof,
          userId,
          now: now(),
          expiresAt: now() + TICKET_MS,
          limits,
          tables: known,
        };
      }),
    putShard: (_ticket, { table: name, shardId, bytes }) =>
      answered(async () => {
        const table = tableOf(name);
        if (table === undefined)
          throw new Error(`the table ${name} is none of this logger's; its rows wait for one that has it`);
        const path = await files.putShard(table, shardId, timeOf(shardId), bytes);
        return { state: 'committed', shardId, commit: NO_COMMIT, path };
      }),
    shardStates: (_ticket, shardIds) =>
      answered(async () => {
        // Of a folder that is not there, such as of a disk that is away, nothing is known.
        await access(folder);
        return Promise.all(shardIds.map(stateOf));
      }),
  };
}

/** A UUIDv7 begins with the time at which it was made, so that a shard is always written to the same place. */
const timeOf = (shardId: string): number => Number.parseInt(shardId.replace('-', '').slice(0, 12), 16);

/** What the disk refuses is tried again, as a relay that does not answer is. */
async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    return { kind: 'unreachable', status: 0, reason: (error as Error).message };
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
}
