import { expect, test, vi } from 'vitest';
import { createConsoleLog, isLogLevel, type LogLevel } from './log.ts';

/** What a log of this threshold prints of one event of each level. */
function printedAt(threshold: LogLevel): unknown[] {
  const printed: unknown[] = [];
  const methods = (['debug', 'info', 'warn', 'error'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((line: string) => {
      printed.push({ method, ...JSON.parse(line) });
    }),
  );
  const log = createConsoleLog(threshold);
  log('shard_answered', { rows: 1 });
  log('commit_landed', { shards: 2 });
  log('commit_failed', { attempts: 3 });
  log('request_failed', { problem: 'x' });
  for (const method of methods) method.mockRestore();
  return printed;
}

const ALL = [
  { method: 'debug', level: 'debug', event: 'shard_answered', rows: 1 },
  { method: 'info', level: 'info', event: 'commit_landed', shards: 2 },
  { method: 'warn', level: 'warn', event: 'commit_failed', attempts: 3 },
  { method: 'error', level: 'error', event: 'request_failed', problem: 'x' },
];

test.each<[LogLevel, number]>([
  ['debug', 0],
  ['info', 1],
  ['warn', 2],
  ['error', 3],
])(
  '[RL23] at the level %s there is a JSON line for each event of it, and of what is worse',
  (level, from) => {
    expect(printedAt(level)).toEqual(ALL.slice(from));
  },
);

test.each(['verbose', 'toString', ''])('%j is no level', (text) => {
  expect(isLogLevel(text)).toBe(false);
});
