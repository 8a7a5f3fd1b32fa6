import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDoneElsewhere } from './doneElsewhere.ts';
import { createFolderSink } from './folderSink.ts';
import { type ResultRow, resultId } from './resultRow.ts';

const rowOf = (id: string, status: ResultRow['status'], key = 'key'): ResultRow => ({
  row_id: resultId(key, id, 1),
  processor: 'p',
  processor_key: key,
  recording_id: id,
  audio_hash: null,
  status,
  attempt: 1,
  started_at: '2026-02-03T10:15:24.000Z',
  data: null,
});

it('[PC1] what another run did meanwhile in the same folder is seen before it is done again; failures and other processors do not count', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-elsewhere-'));
  const sink = createFolderSink(dir);
  let nowMs = 0;
  await sink.deliver({ id: 'before', day: '2026-02-03', rows: [rowOf('old', 'ok')] });
  const isDone = await createDoneElsewhere(dir, 'key', () => nowMs);
  const rows = [rowOf('a', 'ok'), rowOf('b', 'error'), rowOf('c', 'ok', 'another'), rowOf('d', 'empty')];
  await sink.deliver({ id: 'meanwhile', day: '2026-02-03', rows });
  expect(await isDone('a')).toBe(false);
  nowMs = 2_000;
  // Those from before this run are known from the cache.
  await isDone('a');
  expect(await Promise.all(['a', 'b', 'c', 'd', 'old'].map(isDone))).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  await rm(dir, { recursive: true });
});
