import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from './openLog.ts';

test('[RL23] {003.40} a log file that cannot be written is told once, lines go on to standard output, and to the file when it is there again', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-log-'));
  const folder = join(dir, 'logs');
  await mkdir(folder);
  const path = join(folder, 'relay.log');
  const printed: string[] = [];
  // Of each two lines the second sets the file aside.
  const log = openLog({
    threshold: 'info',
    file: { path, maxBytes: 100, maxCount: 2 },
    print: (line) => printed.push(line),
  });
  const write = (event: string) => log.write({ level: 'info', event });
  const eventsOf = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).event);

  write('first');
  await rm(folder, { recursive: true });
  write('second');
  write('third');
  expect(eventsOf(printed)).toEqual(['first', 'second', 'log_file_failed', 'third']);
  await mkdir(folder);
  write('fourth');
  expect(eventsOf((await readFile(path, 'utf8')).trim().split('\n'))).toEqual(['fourth']);
  log.close();
  await rm(dir, { recursive: true });
});
