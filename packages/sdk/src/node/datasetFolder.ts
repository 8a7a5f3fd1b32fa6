import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TableDefinition } from '@parqueue/schema';
import { updateCard } from '@parqueue/schema/card';
import { syncFolder } from './store/syncFolder.ts';

/** A dataset as a folder of this machine, which any tool opens as it is. */
export interface DatasetFiles {
  /** Gives the path of a shard's file in the dataset, once it is there whole; again does no harm. */
  putShard(table: TableDefinition, shardId: string, at: number, bytes: Uint8Array): Promise<string>;
  /** Where a shard's file is, if it is there. */
  pathOf(table: TableDefinition, shardId: string, at: number): string;
}

const CARD = 'README.md';

/** @param tables those of the card, in its order: all that have files there once the next shard is */
export function openDatasetFolder(
  folder: string,
  title: string,
  tables: readonly TableDefinition[],
): DatasetFiles {
  let card: Promise<void> | undefined;

  /** The card comes first: it never lags behind a file that needs it. */
  async function writeCard(): Promise<void> {
    const readme = await readFile(join(folder, CARD), 'utf8').catch(() => undefined);
    const next = updateCard(readme, tables, { title });
    if (next !== readme) await writeWhole(join(folder, CARD), Buffer.from(next));
  }

  const pathOf: DatasetFiles['pathOf'] = (table, shardId, at) =>
    `data/${table.path}/${new Date(at).toISOString().slice(0, 10)}/${shardId}.${table.format}`;

  return {
    pathOf,
    async putShard(table, shardId, at, bytes) {
      card ??= writeCard();
      card.catch(() => {
        card = undefined;
      });
      await card;
      const path = pathOf(table, shardId, at);
      await writeWhole(join(folder, path), bytes);
      return path;
    },
  };
}

/** Under another name first, one that no glob of a card finds: whoever looks sees all of it, or nothing. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const parent = dirname(path);
  await mkdir(parent, { recursive: true });
  const written = join(parent, `.${randomBytes(6).toString('hex')}.new`);
  const file = await open(written, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(written, path);
  await syncFolder(parent);
}
