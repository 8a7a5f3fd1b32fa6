import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@parqueue/sdk/node';
import { alignment } from '@parqueue/sdk/presets';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from './runProgram.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-ends-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let count = 0;
const newFolder = () => join(root, String(count++));

/** Nobody answers there. */
const NOWHERE = { relay: 'http://127.0.0.1:9', dataset: 'recitations', tables: { runs: alignment } } as const;

const logger = (folder: string, more = '') => `
const log = createLogger({
  relay: 'http://127.0.0.1:9', dataset: 'recitations', tables: { runs: alignment }, folder: ${JSON.stringify(folder)}, ${more}
});
`;

/** How many rows wait in a folder, as the next process finds it. */
async function waitingIn(folder: string): Promise<number> {
  const log = createLogger({ ...NOWHERE, folder, handleSignals: false });
  const into = newFolder();
  await log.export({ folder: into });
  await log.close();
  const manifest = JSON.parse(await readFile(join(into, 'manifest.json'), 'utf8'));
  return manifest.files.reduce((sum: number, { rowCount = 0 }) => sum + rowCount, 0);
}

test('[ND1] [R6] importing the door and making a logger does nothing: no file, no listener, no timer', async () => {
  const folder = newFolder();
  const program = runProgram(`${logger(folder)}
    log.on('stored', () => {});
    const { existsSync } = await import('node:fs');
    say([existsSync(${JSON.stringify(folder)}), process.listenerCount('SIGTERM'), process.listenerCount('exit'),
      process.getActiveResourcesInfo().filter((kind) => !/^(TTYWrap|PipeWrap|Timeout|FSReqPromise)$/.test(kind))]);`);
  expect(await program.said()).toEqual([false, 0, 0, []]);
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
});

test('[ND1] a process that has stored its rows ends by itself, though no relay answers', async () => {
  const folder = newFolder();
  const program = runProgram(`${logger(folder)}
    for (let i = 0; i < 1_200; i++) log.runs.append({ surah: 1 });`);
  const { code, tookMs } = await program.ended;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(10_000);
  expect(await waitingIn(folder)).toBe(1_200);
});

test.each([
  ['exits at once with a code of its own', 'process.exit(3);', { code: 3, signal: null }],
  ['dies of an error that nobody catches', `throw new Error('the host’s own');`, { code: 1, signal: null }],
  [
    'ends itself with a signal',
    `process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1_000);`,
    { code: null, signal: 'SIGTERM' },
  ],
  [
    'hears a signal itself, and has an exit code for it',
    `process.on('SIGINT', () => setTimeout(() => process.exit(7), 50)); process.kill(process.pid, 'SIGINT'); setInterval(() => {}, 1_000);`,
    { code: 7, signal: null },
  ],
  [
    'has a listener of the package signal-exit, which ends it only where nobody else listens,',
    `const emitter = globalThis[Symbol.for('signal-exit emitter')] = { count: 1 };
     process.on('SIGTERM', function hear() {
       if (process.listenerCount('SIGTERM') > emitter.count) return;
       process.off('SIGTERM', hear);
       process.kill(process.pid, 'SIGTERM');
     });
     process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1_000);`,
    { code: null, signal: 'SIGTERM' },
  ],
])(
  '[ND4] a process that %s leaves its rows in the folder, and ends as it would have',
  async (_, end, how) => {
    const folder = newFolder();
    const program = runProgram(`${logger(folder)}
    for (let i = 0; i < 700; i++) log.runs.append({ surah: 1, asr_model: 'بسم' });
    log.runs.append({ surah: 2 }).set({ surah: 3 });
    ${end}`);
    expect(await program.ended).toMatchObject(how);
    expect(await waitingIn(folder)).toBe(701);
  },
);

test('[ND4] with handleSignals: false no signal is listened to', async () => {
  const program = runProgram(`${logger(newFolder(), 'handleSignals: false')}
    await log.runs.append({ surah: 1 }).stored;
    say([process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')]);`);
  expect(await program.said()).toEqual([0, 0]);
  await program.ended;
});

test('[ND4] a closed logger listens to nothing any more, and `await using` closes it', async () => {
  const folder = newFolder();
  const program = runProgram(`
    {
      ${logger(folder).replace('const log', 'await using log')}
      log.runs.append({ surah: 1 });
      say([process.listenerCount('SIGTERM'), process.listenerCount('exit') > 0]);
    }
    say([process.listenerCount('SIGTERM'), process.listenerCount('exit')]);`);
  expect(await program.said()).toEqual([1, true]);
  expect(await program.said()).toEqual([0, 0]);
  expect(await program.ended).toMatchObject({ code: 0 });
  expect(await readdir(join(folder, '127.0.0.1_9_recitations'))).not.toContain('lock');
  expect(await waitingIn(folder)).toBe(1);
});

test('[ND3] [R12] a second process is told who has the folder, its rows wait, and what it leaves is taken in', async () => {
  const folder = newFolder();
  const first = runProgram(`${logger(folder)}
    await log.runs.append({ surah: 1 }).stored;
    say('stored');
    setInterval(() => {}, 1_000);`);
  await first.said();
  const second = runProgram(`${logger(folder)}
    log.on('error', ({ error }) => say([error.code, error.message]));
    log.runs.append({ surah: 2 });
    await log.flush();`);
  const [code, message] = (await second.said()) as string[];
  expect(code).toBe('storage_failed');
  expect(message).toContain(
    `in use by process ${first.pid}; close that one, or give this one a folder of its own`,
  );
  second.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ signal: 'SIGTERM' });
  expect(second.stderr()).toContain('ParqueueWarning');
  first.kill('SIGKILL');
  await first.ended;
  expect(await waitingIn(folder)).toBe(2);
});
