import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createLogger } from '@parqueue/sdk/node';
import { alignment } from '@parqueue/sdk/presets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { queryDataset } from '../support/dataset.ts';
import { seeded } from '../support/seeded.ts';

/** More of them, and others: `NODE_KILL_ROUNDS=200 NODE_KILL_SEED=7 npx vitest run --project node test/node/kills`. */
const ROUNDS = Number(process.env['NODE_KILL_ROUNDS'] ?? 12);
const SEED = Number(process.env['NODE_KILL_SEED'] ?? 20261129);
const TIMEOUT_MS = 60_000 + ROUNDS * 5_000;

const PROGRAM = join(import.meta.dirname, 'killProgram.ts');

let dir: string;
let stack: Stack;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-node-kills-'));
  const allowedOrigins = ['https://node.example'];
  stack = await startStack({
    dataDir: join(dir, 'stack'),
    page: 'none',
    commitIntervalMs: 500,
    allowedOrigins,
  });
}, 60_000);

afterAll(async () => {
  await stack?.close();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

interface Said {
  readonly label: string;
  readonly rowId?: string;
  readonly flac?: string;
  readonly changed?: true;
}

/** Runs the program and kills it after so long; gives what it said until then. */
async function killedAfter(seed: number, lifeMs: number): Promise<Said[]> {
  const args = [PROGRAM, stack.relay.url, join(dir, 'journal'), String(seed)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child.stdout, 'data');
  await setTimeout(lifeMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line)).filter((said) => 'label' in said);
}

test(
  '[ND5] [R2] [R3] a process that is killed at any moment loses nothing that was told stored, and the dataset has it once',
  async () => {
    const random = seeded(SEED);
    const said: Said[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      if (round === Math.floor(ROUNDS / 3)) await stack.relay.stop();
      if (round === Math.floor((2 * ROUNDS) / 3)) await stack.relay.start();
      said.push(...(await killedAfter(SEED + round, random.int(0, 1_800))));
    }
    const rows = said.filter(({ rowId }) => rowId !== undefined);
    console.log(`seed ${SEED}: ${ROUNDS} kills, ${rows.length} rows told stored`);
    expect(rows.length).toBeGreaterThan(ROUNDS * 2);

    const log = createLogger({
      ...{ relay: stack.relay.url, dataset: 'recitations', origin: 'https://node.example' },
      ...{ folder: join(dir, 'journal'), tables: { runs: alignment } },
    });
    await log.flush({ until: 'committed', signal: AbortSignal.timeout(40_000) });
    const { tables } = await log.stats();
    await log.close();
    const { appended = 0, committed = 0, pending = -1, dropped, dead } = tables['alignment'] ?? {};
    expect({ pending, dead, dropped }).toEqual({ pending: 0, dead: 0, dropped: {} });
    expect(committed).toBe(appended);

    const found = await queryDataset(
      stack.datasetDir,
      `SELECT row_id, revision, asr_model AS label, surah, hex(audio.bytes) AS bytes FROM 'data/alignment/**/*.parquet'`,
    );
    const keys = found.map(({ row_id, revision }) => `${row_id} ${revision}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(appended);
    const byLabel = Map.groupBy(found, ({ label }) => String(label));
    const problems = rows.filter(({ label, rowId, flac }) => {
      const revisions = byLabel.get(label) ?? [];
      const bytes = revisions.map((row) => row['bytes']).find((hex) => hex !== null);
      const digest =
        bytes == null
          ? undefined
          : createHash('sha256')
              .update(Buffer.from(String(bytes), 'hex'))
              .digest('hex');
      return revisions.length === 0 || revisions.some(({ row_id }) => row_id !== rowId) || digest !== flac;
    });
    expect(problems).toEqual([]);
    const lostChanges = said.filter(
      ({ label, changed }) =>
        changed && !(byLabel.get(label) ?? []).some(({ surah }) => Number(surah) === 100),
    );
    expect(lostChanges).toEqual([]);
  },
  TIMEOUT_MS,
);
