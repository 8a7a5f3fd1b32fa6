import { spawnSync } from 'node:child_process';
import { alignment, recitationError } from '@parqueue/schema/presets';
import { expect, expectTypeOf, test, vi } from 'vitest';
import { type ChangeResult, createLogger, ParqueueError, RowError } from '../index.ts';

const options = {
  relay: 'https://relay.test',
  dataset: 'tests',
  tables: { runs: alignment, errors: recitationError },
};

test('[R6] {000.16} importing the SDK and making a logger does nothing where there is no browser', () => {
  const script = `
    const before = Object.getOwnPropertyNames(globalThis).sort().join();
    const { createLogger } = await import('${new URL('../index.ts', import.meta.url)}');
    const log = createLogger({ relay: 'https://relay.test', dataset: 'tests', tables: {} });
    log.on('stored', () => {});
    if (Object.getOwnPropertyNames(globalThis).sort().join() !== before) throw new Error('a global was added');
    if (process.getActiveResourcesInfo().some((kind) => !/^(TTYWrap|PipeWrap|Timeout)$/.test(kind))) throw new Error(process.getActiveResourcesInfo().join());
    console.log('quiet');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('quiet\n');
});

test.each([
  [{ relay: 'nowhere' }, 'relay is "nowhere"'],
  [{ dataset: 'Not A Name' }, 'dataset is "Not A Name"'],
  [{ tables: {} }, 'tables is empty'],
  [{ tables: { flush: alignment } }, 'tables.flush has the name of a method'],
  [{ tables: { a: alignment, b: alignment } }, 'the table alignment twice'],
  [{ flushEvery: 'often' }, 'flushEvery is "often"'],
  [{ flushEvery: null }, 'flushEvery is null'],
  [{ flushAt: { rowCount: 'many' } }, 'flushAt is {"rowCount":"many"'],
  [{ writer: 'full' }, 'writer is "full"; expected'],
  [{ consent: 'maybe' }, 'consent is "maybe"; expected'],
  [{ audio: 'no' }, 'audio is "no"; expected'],
  [{ beforeAppend: 'no function' }, 'beforeAppend is "no function"'],
  [{ tables: { a: null } }, 'tables.a is no table'],
  [{ tables: { a: 'text' } }, 'tables.a is no table'],
  [{ tables: 'text' }, 'tables.0 is no table'],
  [{ tables: null }, 'tables is empty'],
  [{ relay: Symbol('none') }, 'relay is undefined'],
])(
  '[R6] wrong options %j throw nothing: an event at the first use and every row say what is wrong',
  async (wrong, said) => {
    const log = createLogger({ ...options, ...(wrong as object) });
    const told = new Promise<Error>((resolve) => log.on('error', ({ error }) => resolve(error)));
    void log.stats();
    const error = await told;
    expect(error).toBeInstanceOf(ParqueueError);
    expect(error.message).toContain(said);
    const door = Object.values(log).find((value) => typeof value === 'object');
    if (door !== undefined) await expect(door.append({}).stored).rejects.toBe(error);
  },
);

test('[SC1] [SD1] a row that does not fit rejects `stored` with an error that names table, column, type and value, and throws nothing', async () => {
  const log = createLogger(options);
  const dropped: unknown[] = [];
  log.on('dropped', (detail) => dropped.push(detail));
  // @ts-expect-error a string is no surah
  const row = log.runs.append({ surah: 'two' });
  await expect(row.stored).rejects.toThrow('alignment.surah: expected int32, got "two"');
  await expect(row.stored).rejects.toBeInstanceOf(RowError);
  await expect(row.committed).rejects.toBeInstanceOf(RowError);
  expect(await row.set({ surah: 2 })).toMatchObject({ applied: false, reason: 'invalid' });
  expect(dropped).toEqual([{ table: 'alignment', reason: 'invalid', rowCount: 1 }]);
});

test('[R6] a listener that throws disturbs neither the logger nor other listeners', async () => {
  const log = createLogger(options);
  const heard: unknown[] = [];
  log.on('dropped', () => {
    throw new Error('the host’s own mistake');
  });
  log.on('dropped', (detail) => heard.push(detail));
  // @ts-expect-error an unknown column
  await expect(log.runs.append({ nothing: 1 }).stored).rejects.toThrow('no such column');
  expect(heard).toHaveLength(1);
});

test.each([undefined, null, 7, 'options', []])('[R6] %j for options throws nothing', async (garbage) => {
  const log = createLogger(garbage as never);
  const told = new Promise<{ error: Error }>((resolve) => log.on('error', resolve));
  await expect(log.flush()).rejects.toThrow('createLogger');
  const { error } = await told;
  expect(error.message).toContain('createLogger');
});

test.each([
  ['tables', {}],
  ['beforeAppend', { tables: options.tables }],
  ['ticket', { tables: options.tables }],
  ['relay', { tables: options.tables }],
])('[R6] options whose %s throws when it is looked at throw nothing into the page', async (name, given) => {
  const hostile = Object.defineProperty({ ...options, ...given }, name, {
    enumerable: true,
    get() {
      throw undefined;
    },
  });
  const log = createLogger(hostile as typeof options);
  const told = new Promise<Error>((resolve) => log.on('error', ({ error }) => resolve(error)));
  const row = log.runs?.append({ surah: 1 });
  void log.stats();
  expect((await told).message).toContain('createLogger');
  if (row) await expect(row.stored).rejects.toThrow('createLogger');
});

test('[R6] a table may be called as what every object has', async () => {
  const log = createLogger({ ...options, tables: { constructor: recitationError } });
  const row = log.constructor.append({ error_message: 'first' });
  expect(await row.set({ error_message: 'second' })).toEqual({ applied: true, kept: [] });
  await log.close();
});

test('[R6] a shim of a document without a window, or one that knows no signals, is no reason to throw', async () => {
  for (const addEventListener of [
    undefined,
    () => {
      throw new TypeError('not of type AbortSignal');
    },
  ]) {
    vi.stubGlobal('document', { addEventListener, hidden: false });
    const log = createLogger(options);
    // @ts-expect-error an unknown column
    await expect(log.runs.append({ nothing: 1 }).stored).rejects.toThrow('no such column');
    await log.close();
    vi.unstubAllGlobals();
  }
});

test('[SC1] a promise is no row, given or made by beforeAppend', async () => {
  const log = createLogger({ ...options, beforeAppend: async (_table, row) => row });
  await expect(log.runs.append({ surah: 1 }).stored).rejects.toThrow('await it first');
});

test('a clip belongs to one row; a row that is refused holds none', async () => {
  const log = createLogger(options);
  const audio = { recordingId: 'take', index: 0 };
  // @ts-expect-error an unknown column
  await expect(log.runs.append({ audio, nothing: 1 }).stored).rejects.toThrow('nothing');
  log.runs.append({ audio });
  await expect(log.runs.append({ audio }).stored).rejects.toThrow('belongs to another row');
});

test('[SD20] beforeAppend sees the columns of changes, too, and may redact or refuse them', async () => {
  const seen: unknown[] = [];
  const log = createLogger({
    ...options,
    beforeAppend(table, row, kind) {
      seen.push([table, kind, row]);
      return row['surah'] === 9 ? null : { ...row, ...('asr_model' in row && { asr_model: 'redacted' }) };
    },
  });
  const row = log.runs.append({ surah: 1, asr_model: 'of a person' });
  expect(await row.set({ asr_model: 'of another' })).toMatchObject({ applied: true });
  expect(await row.set({ surah: 9 })).toMatchObject({ applied: false, reason: 'invalid' });
  expect(seen).toEqual([
    ['alignment', 'row', { surah: 1, asr_model: 'of a person' }],
    ['alignment', 'change', { asr_model: 'of another' }],
    ['alignment', 'change', { surah: 9 }],
  ]);
  await log.close();
});

test('[R12] beforeAppend may change a row or drop it; one that throws loses the row, counted and said', async () => {
  const seen: unknown[] = [];
  const log = createLogger({
    ...options,
    beforeAppend(table, row) {
      seen.push(table);
      if (row['surah'] === 1) return null;
      throw new Error('redaction failed');
    },
  });
  const dropped: string[] = [];
  log.on('dropped', ({ reason }) => dropped.push(reason));
  await expect(log.runs.append({ surah: 1 }).stored).rejects.toThrow('beforeAppend');
  await expect(log.runs.append({ surah: 2 }).stored).rejects.toThrow('redaction failed');
  expect(dropped).toEqual(['before_append', 'invalid']);
  expect(seen).toEqual(['alignment', 'alignment']);
});

test('[SC14] rows, changes and pushes are typed by their table', () => {
  const log = createLogger(options);
  expectTypeOf(log.errors.append).parameter(0).toHaveProperty('error_message');
  expectTypeOf(log.runs.append({}).set).returns.toEqualTypeOf<Promise<ChangeResult>>();
  expectTypeOf(log.runs.append({}).push<'segments'>)
    .parameter(0)
    .toEqualTypeOf<'segments'>();
  // @ts-expect-error only `segments` is appended to
  log.runs.append({}).push('surah', 3);
  // @ts-expect-error `user_id` is the relay's to say
  log.runs.append({ user_id: 'me' });
});
