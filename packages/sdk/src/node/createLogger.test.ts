import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alignment } from '@parqueue/schema/presets';
import { afterAll, expect, test } from 'vitest';
import { wavFile } from '../../../../test/support/wavFile.ts';
import { RowError } from '../node.ts';
import { createLogger } from './createLogger.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-door-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let count = 0;
const newFolder = () => join(root, String(count++));

/** Nobody answers there. */
const nowhere = () =>
  ({
    ...{ relay: 'http://127.0.0.1:9', dataset: 'tests', folder: newFolder(), handleSignals: false },
    tables: { runs: alignment },
  }) as const;

test.each([
  [{ relay: 'nowhere' }, 'relay is "nowhere"'],
  [{ dataset: 'Not A Name' }, 'dataset is "Not A Name"'],
  [{ tables: {} }, 'tables is empty'],
  [{ tables: { flush: alignment } }, 'tables.flush has the name of a method'],
  [{ folder: 7 }, 'folder is 7'],
  [{ folder: '' }, 'folder is ""'],
  [{ origin: 'recite.example' }, 'origin is "recite.example"'],
  [{ storedOutlives: 'universe' }, 'storedOutlives is "universe"'],
  [{ rememberFor: 'ages' }, 'rememberFor is "ages"'],
  [{ handleSignals: 'no' }, 'handleSignals is "no"'],
  [{ to: { folder: 'out' } }, 'relay and to are both given'],
  [{ relay: undefined, to: { folder: 3 } }, 'to.folder is 3'],
  [{ relay: undefined, to: { folder: 'out', userId: 'me' } }, 'to.userId is "me"'],
])(
  '[R6] [ND1] wrong options %j throw nothing: an event and every row say what is wrong',
  async (wrong, said) => {
    const given = nowhere();
    const log = createLogger({ ...given, ...(wrong as object) });
    const told = new Promise<Error>((resolve) => log.on('error', ({ error }) => resolve(error)));
    void log.stats();
    const error = await told;
    expect(error.message).toContain(said);
    const door = Object.values(log).find((value) => typeof value === 'object');
    if (door !== undefined) await expect(door.append({}).stored).rejects.toBe(error);
    await log.close();
    expect(existsSync(given.folder)).toBe(false);
  },
);

test.each([undefined, null, 7, 'options', []])(
  '[R6] [ND1] %j for options throws nothing',
  async (garbage) => {
    const log = createLogger(garbage as never);
    await expect(log.flush()).rejects.toThrow('createLogger');
  },
);

test('[R6] [ND1] options that throw when they are looked at throw nothing into the host', async () => {
  const hostile = Object.defineProperty({ ...nowhere() }, 'relay', {
    enumerable: true,
    get() {
      throw undefined;
    },
  });
  const log = createLogger(hostile);
  await expect(log.runs.append({ surah: 1 }).stored).rejects.toThrow('createLogger');
});

test('[SD1] [ND1] a row that does not fit rejects `stored`, and beforeAppend sees rows and changes', async () => {
  const seen: unknown[] = [];
  const log = createLogger({
    ...nowhere(),
    beforeAppend(table, row, kind) {
      seen.push([table, kind]);
      return row['surah'] === 9 ? null : row;
    },
  });
  // @ts-expect-error a string is no surah
  await expect(log.runs.append({ surah: 'two' }).stored).rejects.toBeInstanceOf(RowError);
  await expect(log.runs.append({ surah: 9 }).stored).rejects.toThrow('beforeAppend');
  const row = log.runs.append({ surah: 1 });
  expect(await row.set({ surah: 2 })).toEqual({ applied: true, kept: [] });
  expect(await row.set({ surah: 9 })).toMatchObject({ applied: false, reason: 'invalid' });
  const run = { min_silence_ms: 1, min_speech_ms: 1, pad_ms: 1, asr_model: 'Base', segments: [] };
  expect(await row.push('segments', run)).toMatchObject({ applied: true });
  expect(await log.runs.row(row.rowId).state()).toEqual({ kind: 'waiting' });
  expect(seen).toHaveLength(6);
  await log.close();
  await expect(log.runs.append({ surah: 1 }).stored).rejects.toMatchObject({ code: 'closed' });
});

test('[ND2] what one logger stored, the next one has: its rows, their changes, its counts', async () => {
  const given = nowhere();
  const one = createLogger(given);
  const row = one.runs.append({ surah: 1, asr_model: 'بسم' });
  await row.stored;
  await one.close();
  const next = createLogger(given);
  expect(await next.runs.row(row.rowId).set({ surah: 2 })).toMatchObject({ applied: true });
  const into = newFolder();
  await next.export({ folder: into });
  expect(await readdir(into, { recursive: true })).toContain('manifest.json');
  const zip = await next.export();
  expect(zip.size).toBeGreaterThan(1_000);
  expect(await next.stats()).toMatchObject({
    engine: 'process',
    storage: { kind: 'folder', persisted: true },
    tables: { alignment: { appended: 1, pending: 1 } },
  });
  await next.close();
});

test('[ND2] with storedOutlives: machine rows are stored all the same', async () => {
  const log = createLogger({ ...nowhere(), storedOutlives: 'machine' });
  await Promise.all(Array.from({ length: 50 }, (_, i) => log.runs.append({ surah: i }).stored));
  expect((await log.stats()).tables['alignment']?.pending).toBe(50);
  await log.close();
});

test('[ND1] with folder: null nothing is kept on disk, and `stored` waits for the relay', async () => {
  const given = nowhere();
  const log = createLogger({ ...given, folder: null });
  const row = log.runs.append({ surah: 1 });
  const stored = await Promise.race([
    row.stored,
    new Promise((resolve) => setTimeout(resolve, 300, 'not yet')),
  ]);
  expect(stored).toBe('not yet');
  expect(await log.stats()).toMatchObject({ storage: { kind: 'memory' } });
  await log.close();
  await expect(row.stored).rejects.toMatchObject({ code: 'closed' });
  expect(existsSync(given.folder)).toBe(false);
});

test('[ND9] WAV and FLAC are encoded bit by bit, other files are refused in words, and nothing is recorded', async () => {
  const log = createLogger(nowhere());
  const samples = Int16Array.from({ length: 16_000 }, (_, i) => 9_000 * Math.sin(i / 11));
  const wav = wavFile(samples, 16_000);
  const [ofWav] = await log.encode(new Uint8Array(wav));
  expect(ofWav).toMatchObject({ durationS: 1, gapFrames: 0 });
  const flac = ofWav && (await log.readClip(ofWav));
  const [ofFlac] = await log.encode(new Uint8Array(await (flac as Blob).arrayBuffer()));
  expect(ofFlac?.pcmSha256).toBe(ofWav?.pcmSha256);
  expect(ofFlac?.flacSha256).toBe(ofWav?.flacSha256);
  const [ofSamples] = await log.encode(
    Float32Array.from(samples, (sample) => sample / 32_768),
    { sampleRate: 16_000 },
  );
  expect(ofSamples?.pcmSha256).toBe(ofWav?.pcmSha256);
  await expect(log.encode(new TextEncoder().encode('ID3 and more'))).rejects.toMatchObject({
    code: 'audio_unreadable',
    message: 'expected samples, WAV of 16, 24 or 32 bit, or mono FLAC of 16 bit; convert other files first',
  });
  await expect(log.encode(new Float32Array(9))).rejects.toMatchObject({ code: 'audio_unreadable' });
  await expect(log.record()).rejects.toMatchObject({ code: 'audio_unsupported' });
  await log.setAudio(false);
  await expect(log.encode(new Uint8Array(wav))).rejects.toMatchObject({ code: 'audio_off' });
  await log.close();
});

test('[ND1] a withdrawn consent deletes what waits from the disk, but for the counts', async () => {
  const given = nowhere();
  const log = createLogger(given);
  await log.runs.append({ asr_model: 'of a person' }).stored;
  await log.setConsent('denied');
  await expect(log.runs.append({ surah: 1 }).stored).rejects.toMatchObject({ code: 'consent_denied' });
  await log.stats();
  await log.close();
  const files = await readdir(given.folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile()))
    expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain('of a person');
});
