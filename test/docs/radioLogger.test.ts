import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, openRelayScene, REPO, type RelayScene } from '../faults/relay/relayScene.ts';
import { queryDataset } from '../support/dataset.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';
const DOCS = join(import.meta.dirname, '../../docs/recorders');
const PAGES = ['PLAYS.md', 'ERRORS.md', 'migration/radio-logger.md'] as const;

const blocksOf = async (page: string, language: string): Promise<string[]> => {
  const text = await readFile(join(DOCS, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  );
};

let scene: RelayScene;
beforeAll(async () => {
  scene = await openRelayScene({ OPERATOR_SECRET });
});
afterAll(() => scene.close());

const query = (sql: string) => queryDataset(join(scene.hub.dir, REPO), sql);

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)(
  'what the pages on plays and errors show',
  () => {
    test('{003.34} in Python brings a play, its error and a metric to the dataset', async () => {
      const [, service = ''] = await blocksOf('migration/radio-logger.md', 'python');
      const code = service.replace('/datasets/radio/', '/datasets/recitations/');
      const env = { ...process.env, RELAY: scene.relay.url, OPERATOR_SECRET };
      await promisify(execFile)('python3', ['-c', code], { env });
      await eventually(async () => {
        const rows = await query(
          "SELECT revision FROM read_parquet('data/play_history/**/*.parquet') WHERE row_id = 'play-17'",
        ).catch(() => []);
        return rows.length === 2;
      });
      expect(
        await query(
          `SELECT p.track_key, p.started_at, p.ended_at, p.duration_seconds, e.severity, e.context->>'$.exit_code' AS code
         FROM read_parquet('data/play_history/**/*.parquet') p
         JOIN read_parquet('data/error_log/**/*.parquet') e ON e.play_history_id = p.row_id WHERE p.revision = 1`,
        ),
      ).toEqual([
        {
          ...{ track_key: 'the beatles - hey jude', started_at: '2026-10-24 23:59:59+00' },
          ...{ ended_at: '2026-10-25 00:07:10+00', duration_seconds: 431, severity: 'critical', code: '1' },
        },
      ]);
      expect(
        await query("SELECT metric_value FROM read_parquet('data/system_metrics/**/*.parquet')"),
      ).toEqual([{ metric_value: 45.2 }]);
    });

    test.each(PAGES)('{003.44} in SQL on %s is answered by DuckDB', async (page) => {
      for (const sql of await blocksOf(page, 'sql')) expect(await query(sql)).toBeInstanceOf(Array);
    });
  },
);
