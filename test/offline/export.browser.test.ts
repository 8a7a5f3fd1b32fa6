import type { Stats } from '@parqueue/sdk';
import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { useStack } from './useStack.ts';

const tabUrl = useStack();

const ROWS = `SELECT surah, octet_length(audio.bytes) > 0 AS sounds FROM read_parquet('rows/alignment/*.parquet') ORDER BY surah`;
const ERRORS = `SELECT error_message FROM read_json('rows/recitation_error/*.jsonl', format = 'newline_delimited') ORDER BY error_message`;

test('[SD30] [SD31] rows and recordings that wait offline are exported: Parquet for DuckDB, FLAC for flac, and a zip of the same; then all arrive once', async () => {
  await commands.openTab('exporter', tabUrl());
  await commands.stopRelay();
  await commands.inTab('exporter', 'record', 21, 0.7);
  await commands.inTab('exporter', 'record', 22, 0.7);
  await commands.inTab('exporter', 'recordAlone', 0.7);
  await commands.inTab('exporter', 'append', 'waits', 0, 3);

  const { files, zip } = (await commands.inTab('exporter', 'exportAll')) as {
    files: Record<string, string>;
    zip: string;
  };
  const { rows, complaints, zipped } = await commands.readExport(files, zip, ROWS);
  expect(rows).toEqual([
    { surah: 21, sounds: true },
    { surah: 22, sounds: true },
  ]);
  expect((await commands.readExport(files, zip, ERRORS)).rows).toHaveLength(3);
  // The recording that no row has.
  expect(Object.values(complaints)).toEqual(['']);
  expect(zipped.toSorted()).toEqual(Object.keys(files).toSorted());

  await commands.startRelay();
  await commands.inTab('exporter', 'flush', 'committed');
  const { tables } = (await commands.inTab('exporter', 'stats')) as Stats;
  expect(tables).toMatchObject({
    alignment: { appended: 2, committed: 2 },
    recitation_error: { appended: 3, committed: 3 },
  });
}, 120_000);
