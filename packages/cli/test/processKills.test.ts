import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { currentRows } from '../src/demo/demoData.ts';
import { createSeededRandom } from '../src/demo/seededRandom.ts';
import { openDemo } from '../src/testing/openDemo.ts';
import { startSpeechServer } from '../src/testing/startSpeechServer.ts';

/** `PARQUEUE_KILLS=100 npm test -- --project node packages/cli/test/processKills.test.ts` kills more often. */
const KILLS = Number(process.env['PARQUEUE_KILLS'] ?? 5);
const SEED = Number(process.env['PARQUEUE_SEED'] ?? Date.now() % 100_000);
const MAIN = join(import.meta.dirname, '../src/main.ts');

it(
  `[PC18] {004.11} {004.12} killed at random moments, it loses no result and makes none twice (${KILLS} kills, seed ${SEED})`,
  async () => {
    const random = createSeededRandom(SEED);
    const demo = await openDemo({ days: Math.max(6, KILLS), scale: 0.2, seed: 5 });
    const server = await startSpeechServer();
    server.delayMs = 25;
    const args = [
      'process',
      '--http',
      server.url,
      '--processor',
      'p',
      '--flush-rows',
      '2',
      '--max-workers',
      '2',
    ];
    const start = () =>
      spawn(process.execPath, [MAIN, ...args, '--local', demo.dir], {
        cwd: demo.cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    const answered = new Set<string>();
    server.answer = ({ fileNames, samples }) => {
      answered.add(fileNames.join());
      return { text: samples.join() };
    };
    for (let i = 0; i < KILLS; i++) {
      const before = server.callCount;
      const child = start();
      const ended = once(child, 'close');
      // Some die while they start, most while they work.
      const calls = random.int(0, 6);
      const untilMs = Date.now() + 15_000;
      while (server.callCount < before + calls && child.exitCode === null && Date.now() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, random.int(0, 60)));
      child.kill('SIGKILL');
      await ended;
    }
    const last = start();
    let said = '';
    last.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await once(last, 'close');
    expect(code, said).toBe(0);
    await demo.run('sync');
    const rows = await demo.json<{ recording_id: string; status: string; n: number }[]>(
      'sql',
      "SELECT recording_id, any_value(status) AS status, count(*) AS n FROM transcription_rows WHERE processor = 'p' GROUP BY 1",
    );
    const waiting = demo.data.tables
      .filter(({ table }) => ['audio_chunk', 'alignment', 'recitation'].includes(table.name))
      .flatMap((table) => currentRows(table))
      .filter((row) => row['audio'] !== null && row['has_speech'] !== false);
    expect(rows.filter(({ n, status }) => n !== 1 || status !== 'ok')).toEqual([]);
    expect(rows).toHaveLength(waiting.length);
    // Of calls that were answered, only those in flight at a kill were made again.
    expect(server.requests.length).toBeLessThanOrEqual(waiting.length + 2 * KILLS);
    await server.close();
    await demo.close();
  },
  Math.max(60_000, KILLS * 6_000),
);

it('[PC19] {004.11} Ctrl-C lets what runs come to its end and brings it to the dataset; the same command goes on from there', async () => {
  const demo = await openDemo({ days: 6, scale: 0.2, seed: 5 });
  const server = await startSpeechServer();
  server.delayMs = 300;
  const args = [
    'process',
    '--http',
    server.url,
    '--processor',
    'p',
    '--table',
    'audio_chunk',
    '--local',
    demo.dir,
    '--json',
  ];
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: demo.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  child.stderr.resume();
  const ended = once(child, 'close');
  while (server.callCount < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  const [code] = await ended;
  expect([code, server.callCount, JSON.parse(shown).transcribed]).toEqual([5, 2, 2]);
  server.delayMs = 0;
  const rest = await demo.run(
    'process',
    '--http',
    server.url,
    '--processor',
    'p',
    '--table',
    'audio_chunk',
    '--json',
  );
  const { sequences } = JSON.parse(rest.stdout);
  expect(server.callCount).toBe(2 + sequences);
  await server.close();
  await demo.close();
}, 60_000);
