import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentRows, type DemoAudio, type DemoRow } from '../src/demo/demoData.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { countSamples, type SpeechServer, startSpeechServer } from '../src/testing/startSpeechServer.ts';

let demo: OpenDemo;
let server: SpeechServer;
beforeEach(async () => {
  [demo, server] = await Promise.all([openDemo({ days: 6, seed: 3, scale: 0.2 }), startSpeechServer()]);
});
afterEach(async () => {
  await server.close();
  await demo.close();
});

/** No waiting in tests. */
const FAST = ['--backoff', '1ms..2ms', '--breaker-pause', '20ms'];
const process_ = (...args: string[]) => demo.run('process', ...FAST, ...args);
const http = (...args: string[]) => process_('--http', server.url, '--processor', 'p', ...args);
const rowsOf = (name: string): DemoRow[] =>
  currentRows(
    demo.data.tables.find(({ table }) => table.name === name) ??
      (() => {
        throw new Error(name);
      })(),
  );
/** Chunks in which somebody may speak. */
const spokenChunks = (): DemoRow[] => rowsOf('audio_chunk').filter((row) => row['has_speech'] !== false);
const audioOf = (row: DemoRow) => row['audio'] as DemoAudio;

interface Result {
  recording_id: string;
  status: string;
  attempt: number;
  data: string | null;
  audio_hash: string;
  error_name: string | null;
  error_message: string | null;
  error_stack: string | null;
}
/** The rows of the processor `p`, one for each that was written: revisions and doubles would show. */
const results = async (name = 'p'): Promise<Result[]> => {
  await demo.run('sync');
  const sql = `SELECT recording_id, status, attempt, data, audio_hash, error_name, error_message, error_stack FROM transcription_rows WHERE processor = '${name}' ORDER BY started_at, recording_id, attempt`;
  return demo.json('sql', sql);
};

describe('process over HTTP', () => {
  it('[PC1] {004.18} {004.06} {004.11} every recording without a result gets one, of what really was in it; a second run finds nothing to do', async () => {
    const { exitCode, stdout, stderr } = await http('--model', 'm', '--language', 'ar', '--json');
    expect(exitCode, stderr).toBe(0);
    const chunks = spokenChunks();
    const others = [...rowsOf('alignment'), ...rowsOf('recitation')].filter((row) => row['audio'] !== null);
    const waiting = [...chunks, ...others];
    expect(JSON.parse(stdout)).toMatchObject({
      sequences: waiting.length,
      transcribed: waiting.length,
      errors: 0,
    });
    expect(stderr).toContain(`Total pending chunks: ${waiting.length}`);
    expect(stderr).toContain('Using 1 parallel worker(s)');
    const rows = await results();
    expect(rows).toHaveLength(waiting.length);
    for (const chunk of [...chunks, ...rowsOf('alignment').filter((row) => row['audio'] !== null)]) {
      const row = rows.find(({ recording_id }) => recording_id === chunk['row_id']);
      const { bytes } = audioOf(chunk);
      expect(row).toMatchObject({
        status: 'ok',
        attempt: 1,
        audio_hash: createHash('sha256').update(bytes).digest('hex'),
      });
      expect(JSON.parse(row?.data ?? '')).toEqual({
        text: `${await countSamples(bytes)} samples`,
        language: 'en',
      });
    }
    expect(server.requests[0]?.fields).toEqual({
      model: 'm',
      language: 'ar',
      response_format: 'verbose_json',
      'timestamp_granularities[]': 'segment',
    });
    const calls = server.callCount;
    const again = await http('--model', 'm', '--language', 'ar', '--json');
    expect([again.exitCode, JSON.parse(again.stdout).sequences, server.callCount]).toEqual([0, 0, calls]);
    // Another model makes other results.
    const other = await http('--model', 'm2', '--dry-run', '--json');
    expect(JSON.parse(other.stdout)).toHaveLength(waiting.length);
  });

  it('[PC2] {004.07} {004.14} {004.09} the newest come first, as many as --limit says', async () => {
    const args = ['--table', 'audio_chunk', '--dry-run', '--json'];
    const newest = spokenChunks()
      .toSorted((a, b) => (b['start'] as Date).getTime() - (a['start'] as Date).getTime())
      .map((row) => row['row_id']);
    const ids = async (...more: string[]) =>
      (JSON.parse((await http(...args, ...more)).stdout) as { id: string }[]).map(({ id }) => id);
    expect(await ids()).toEqual(newest);
    expect(await ids('--limit', '3')).toEqual(newest.slice(0, 3));
    expect(await ids('--order', 'oldest')).toEqual(newest.toReversed());
    const shortest = spokenChunks().toSorted((a, b) => Number(a['duration']) - Number(b['duration']));
    expect((await ids('--order', 'shortest'))[0]).toBe(shortest[0]?.['row_id']);
    await http('--table', 'audio_chunk', '--limit', '4', '--batch-size', '2');
    expect((await results()).map(({ recording_id }) => recording_id).sort()).toEqual(
      newest.slice(0, 4).sort(),
    );
  });

  it('[PC2] the parts of --shard have every recording once', async () => {
    const ids: string[] = [];
    for (const part of ['1/3', '2/3', '3/3']) {
      const { stdout } = await http('--table', 'audio_chunk', '--shard', part, '--dry-run', '--json');
      ids.push(...(JSON.parse(stdout) as { id: string }[]).map(({ id }) => id));
    }
    const all = spokenChunks().map((row) => String(row['row_id']));
    expect(ids.sort()).toEqual(all.sort());
  });

  it('[PC2] {004.26} what --priority says comes before the order', async () => {
    const long = `duration > 2.5`;
    const { stdout } = await http('--table', 'audio_chunk', '--priority', long, '--dry-run', '--json');
    const shown = (JSON.parse(stdout) as { duration_s: number }[]).map(({ duration_s }) => duration_s > 2.5);
    expect(shown).toEqual([...shown].sort((a, b) => Number(b) - Number(a)));
    expect(new Set(shown).size).toBe(2);
    const wrong = await http('--priority', 'nothing_such', '--dry-run');
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('--priority "nothing_such"')]);
  });

  it('[PC3] {004.08} {004.18} pieces of one original_id go together and in order, each with what was said in it', async () => {
    server.answer = ({ samples }) => ({ results: samples.map((count) => ({ text: `${count}` })) });
    const { exitCode, stderr } = await http('--form', 'multi', '--table', 'audio_chunk');
    expect(exitCode, stderr).toBe(0);
    const groups = Map.groupBy(spokenChunks(), (row) => row['original_id'] as string);
    const expected: string[] = [];
    for (const rows of groups.values()) {
      const inOrder = rows.toSorted(
        (a, b) => (a['start'] as Date).getTime() - (b['start'] as Date).getTime(),
      );
      expected.push((await Promise.all(inOrder.map((row) => countSamples(audioOf(row).bytes)))).join());
    }
    expect(server.requests.map(({ samples }) => samples.join()).sort()).toEqual(expected.sort());
    for (const row of await results()) {
      const chunk = spokenChunks().find((one) => one['row_id'] === row.recording_id) as DemoRow;
      expect(JSON.parse(row.data ?? '')).toEqual({ text: `${await countSamples(audioOf(chunk).bytes)}` });
    }
  });

  it('[PC3] {004.08} one text for a whole sequence stands with its first piece, which the others name', async () => {
    await http('--form', 'multi', '--table', 'audio_chunk');
    const rows = await results();
    for (const chunks of Map.groupBy(spokenChunks(), (row) => row['original_id'] as string).values()) {
      const ids = chunks
        .toSorted((a, b) => (a['start'] as Date).getTime() - (b['start'] as Date).getTime())
        .map((row) => row['row_id'] as string);
      const data = ids.map((id) => JSON.parse(rows.find((row) => row.recording_id === id)?.data ?? 'null'));
      if (ids.length > 1) {
        expect(data[0]).toMatchObject({ language: 'en', sequence: { recording_ids: ids, index: 0 } });
        expect(data[1]).toEqual({ sequence: { first: ids[0], index: 1 } });
      }
    }
  });

  it('[PC4] {004.13} {004.12} silence is done without a text', async () => {
    server.answer = () => ({ text: ' ' });
    const { stdout } = await http('--table', 'audio_chunk', '--limit', '2', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ empty: 2, transcribed: 0 });
    expect((await results()).map(({ status, data }) => [status, data])).toEqual([
      ['empty', null],
      ['empty', null],
    ]);
  });

  it('[PC5] {004.23} {004.12} what fails for a while is tried again in the same run: 500, 429, an answer cut off, none in time', async () => {
    const faults = [500, 429, 'cut', 'hang'] as const;
    server.fault = (call) => (call % 2 === 0 ? faults[(call / 2) % 4] : undefined);
    const { exitCode, stdout } = await http(
      '--table',
      'audio_chunk',
      '--limit',
      '4',
      '--timeout-base',
      '300ms',
      '--timeout-per-item',
      '1ms',
      '--json',
    );
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { transcribed: 4, retries: 4, errors: 0 }]);
    expect((await results()).map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
  });

  it('[PC6] {004.04} {004.05} {004.24} {004.19} {004.21} a failure never marks anything as done: it is a row with its error, and tried again until there were too many', async () => {
    server.fault = () => 500;
    const args = [
      '--table',
      'audio_chunk',
      '--limit',
      '2',
      '--retries',
      '0',
      '--max-attempts',
      '2',
      '--json',
    ];
    const failed = await http(...args);
    expect(failed.exitCode).toBe(5);
    const [first] = await results();
    expect(first).toMatchObject({
      status: 'error',
      attempt: 1,
      error_name: 'Http500',
      error_message: 'status 500: fault 500',
      data: null,
    });
    expect(first?.error_stack).toContain('at ');
    await http(...args);
    expect((await results()).map(({ attempt }) => attempt).sort()).toEqual([1, 1, 2, 2]);
    server.fault = () => undefined;
    const waits = async (...more: string[]) =>
      (
        JSON.parse(
          (await http('--table', 'audio_chunk', '--max-attempts', '2', '--dry-run', '--json', ...more))
            .stdout,
        ) as unknown[]
      ).length;
    // Twice is enough, but for who asks for it.
    expect(await waits()).toBe(spokenChunks().length - 2);
    expect(await waits('--retry-errors')).toBe(2);
    const retried = await http('--table', 'audio_chunk', '--retry-errors', '--json');
    expect(JSON.parse(retried.stdout)).toMatchObject({ sequences: 2, transcribed: 2 });
    expect(await waits('--retry-errors')).toBe(0);
  });

  it('[PC7] {004.12} sound that cannot be read is invalid, and only --retry-errors tries it again', async () => {
    server.answer = () => {
      throw new Error('not audio');
    };
    const { exitCode, stdout } = await http('--table', 'audio_chunk', '--limit', '1', '--json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      5,
      { invalid: 1, errors: 0, retries: 0, problems: [{ count: 1 }] },
    ]);
    expect((await results())[0]).toMatchObject({ status: 'invalid', error_name: 'Permanent' });
    const ids = async (...more: string[]) =>
      (JSON.parse((await http('--table', 'audio_chunk', '--dry-run', '--json', ...more)).stdout) as unknown[])
        .length;
    expect(await ids()).toBe(spokenChunks().length - 1);
    expect(await ids('--retry-errors')).toBe(1);
  });

  it('[PC8] a wrong token or address ends the run, and says nothing about any recording', async () => {
    server.fault = () => 401;
    const { exitCode, stderr } = await http('--table', 'audio_chunk');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('status 401: fault 401; check --http and its token'),
    ]);
    expect(server.callCount).toBe(1);
    expect(await results()).toEqual([]);
  });

  it('[PC9] {004.03} {004.15} --max-workers work at once, and no more; auto begins with one and grows', async () => {
    server.delayMs = 30;
    await http('--max-workers', '3');
    expect(server.mostAtOnce).toBe(3);
    server.mostAtOnce = 0;
    const { exitCode } = await process_('--http', server.url, '--processor', 'q', '--max-workers', 'auto');
    expect(exitCode).toBe(0);
    expect(server.mostAtOnce).toBeGreaterThan(1);
  });

  it('[PC10] {004.20} {004.22} no more calls a second than --rps', async () => {
    const startedAt = Date.now();
    await http('--table', 'audio_chunk', '--limit', '5', '--rps', '20', '--max-workers', '5');
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(200);
    expect(server.requests).toHaveLength(5);
  });

  it('[PC11] {004.19} failures in a row make a pause, then one try; when none of six helps, the run gives up', async () => {
    server.fault = (call) => (call < 6 ? 503 : undefined);
    const back = await http('--retries', '0', '--breaker', '3', '--max-workers', '2');
    expect(back.stderr).toMatch(/3 calls in a row failed: pausing for 0.02 s, then one try/);
    expect(back.stderr).toContain('The processor answers again');
    server.fault = () => 503;
    const gone = await process_(
      '--http',
      server.url,
      '--processor',
      'gone',
      '--retries',
      '0',
      '--breaker',
      '3',
    );
    expect([gone.exitCode, gone.stderr]).toEqual([
      1,
      expect.stringContaining('so did each try after 5 pauses'),
    ]);
    expect((await results('gone')).every(({ status }) => status === 'error')).toBe(true);
  });

  it('[PC12] {004.25} /metrics and /progress tell how far it is', async () => {
    server.delayMs = 150;
    let port = 0;
    const seen: string[] = [];
    const running = http('--metrics-port', '48231', '--table', 'audio_chunk');
    for (let i = 0; i < 400 && seen.length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      port = 48231;
      const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (one) => one.text(),
        () => '',
      );
      if (/outcome="transcribed"} [1-9]/.test(text))
        seen.push(
          text,
          await fetch(`http://127.0.0.1:${port}/progress`).then(
            (one) => one.text(),
            () => '{}',
          ),
        );
    }
    await running;
    expect(seen[0]).toContain('# TYPE parqueue_process_sequences_total counter');
    expect(JSON.parse(seen[1] ?? '{}')).toMatchObject({ total: spokenChunks().length, workers: 1 });
  });

  it('[PC13] {004.01} {004.10} {004.16} {004.27} the log has a line for each step, at the time in the zone of --tz', async () => {
    server.fault = (call) => (call === 1 ? 500 : undefined);
    for (const tz of ['UTC', 'Asia/Riyadh', 'America/New_York']) {
      server.callCount = 0;
      const name = tz.replace('/', '-');
      await demo.runWith(
        { now: () => Date.parse(DEMO_NOW) },
        'process',
        '--http',
        server.url,
        '--processor',
        name,
        '--table',
        'audio_chunk',
        '--limit',
        '2',
        '--retries',
        '0',
        '--log-file',
        `logs/${name}.log`,
        '--tz',
        tz,
      );
      const lines = (await readFile(join(demo.cwd, `logs/${name}.log`), 'utf8')).trim().split('\n');
      const at = {
        UTC: '2026-03-01 12:00:00',
        'Asia/Riyadh': '2026-03-01 15:00:00',
        'America/New_York': '2026-03-01 07:00:00',
      }[tz];
      expect(lines[0]).toBe(`${at} - INFO - Total pending chunks: ${spokenChunks().length}`);
      expect(lines[1]).toBe(`${at} - INFO - Using 1 parallel worker(s)`);
      expect(lines[2]).toMatch(
        / - INFO - Processing sequence: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| 1 chunks \| ID: [0-9a-f-]+$/,
      );
      expect(lines[3]).toMatch(
        / - INFO - Completed sequence: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| 1 chunks \| 0\.00s \| transcribed$/,
      );
      expect(lines.join('\n')).toMatch(
        / - ERROR - Error processing sequence at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d after 0\.00s: status 500: fault 500\n.*TryLater|Http500/,
      );
      expect(lines.at(-1)).toMatch(
        /Processing sequences: 100%\|█{10}\| 2\/2 \[00:00<.*\] transcribed=1 empty=0 errors=1 retry=0 workers=1$/,
      );
    }
  });

  it('[PC14] the files load: footer and card name the features of transcription', async () => {
    await http('--table', 'audio_chunk', '--limit', '2');
    const { readdir } = await import('node:fs/promises');
    const day = join(demo.dir, 'data/transcription', '2026-03-01');
    const [name = ''] = (await readdir(day))
      .filter((one) => one.endsWith('-0.parquet'))
      .sort()
      .reverse();
    const bytes = await readFile(join(day, name));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const rows = await parquetReadObjects({ file, compressors });
    expect(rows.map(({ processor, revision }) => [processor, revision])).toEqual([
      ['p', 0],
      ['p', 0],
    ]);
    const { parquetMetadata } = await import('hyparquet');
    const meta = parquetMetadata(file);
    expect(meta.key_value_metadata?.map(({ key }) => key)).toContain('huggingface');
    expect(await readFile(join(demo.dir, 'README.md'), 'utf8')).toContain('config_name: transcription');
  });
});

describe('process by function and command', () => {
  it('[PC15] a function gets the sound, its samples and the row; what it throws as Permanent is invalid', async () => {
    await writeFile(
      join(demo.cwd, 'fn.ts'),
      `let calls = 0;
      export default async (item: any, { signal, log, attempt }: any) => {
        log('called ' + attempt);
        if (calls++ === 0) throw Object.assign(new Error('bad'), { name: 'Permanent' });
        const samples = await item.pcm();
        return { data: { text: String(samples.length), bytes: (await item.audio()).size, of: item.row.original_id, group: item.group.length, isQuiet: samples.every((x: number) => Math.abs(x) <= 1) } };
      };`,
    );
    const { exitCode, stderr } = await process_(
      '--fn',
      'fn.ts',
      '--table',
      'audio_chunk',
      '--group-by',
      'none',
      '--processor',
      'p',
    );
    expect(exitCode, stderr).toBe(5);
    const rows = await results();
    expect(rows.filter(({ status }) => status === 'invalid')).toHaveLength(1);
    for (const row of rows.filter(({ status }) => status === 'ok')) {
      const chunk = spokenChunks().find((one) => one['row_id'] === row.recording_id) as DemoRow;
      const { bytes } = audioOf(chunk);
      expect(JSON.parse(row.data ?? '')).toEqual({
        text: String(await countSamples(bytes)),
        bytes: bytes.length,
        of: chunk['original_id'],
        group: 1,
        isQuiet: true,
      });
    }
  });

  it('[PC16] {004.17} a command gets a file; its text is the result, 65 says invalid, and one that takes too long is ended', async () => {
    await process_(
      '--cmd',
      'flac -t --silent {file} && echo heard',
      '--table',
      'audio_chunk',
      '--processor',
      'p',
    );
    const rows = await results();
    expect(rows).toHaveLength(spokenChunks().length);
    expect(new Set(rows.map(({ data }) => data))).toEqual(new Set(['{"text":"heard"}']));
    await process_(
      '--cmd',
      'test -s {file}; exit 65',
      '--table',
      'audio_chunk',
      '--limit',
      '1',
      '--processor',
      'bad',
    );
    expect((await results('bad'))[0]?.status).toBe('invalid');
    const startedAt = Date.now();
    await process_(
      '--cmd',
      'sleep 20; cat {file}',
      '--table',
      'audio_chunk',
      '--limit',
      '1',
      '--retries',
      '0',
      '--processor',
      'slow',
      '--timeout-base',
      '100ms',
      '--timeout-per-item',
      '50ms',
    );
    expect(Date.now() - startedAt).toBeLessThan(8_000);
    expect((await results('slow'))[0]).toMatchObject({
      error_name: 'TimeoutError',
      error_message: 'no answer within 0.15 s',
    });
  });

  it('[PC17] a wrong call is told and ends with 2', async () => {
    for (const [args, said] of [
      [[], 'Give one of --fn'],
      [['--cmd', 'whisper'], 'expected {file}'],
      [['--fn', 'none.ts'], '--fn none.ts'],
      [['--cmd', 'a {file}', '--shard', '5/4'], '--shard'],
      [['--cmd', 'a {file}', '--rps', 'x'], '--rps'],
      [['--cmd', 'a {file}', '--relay', 'http://127.0.0.1:1'], '--dataset'],
    ] as const) {
      const { exitCode, stderr } = await demo.run('process', ...args);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(said)]);
    }
    const none = await demo.run('process', '--cmd', 'a {file}', '--table', 'metrics_event');
    expect([none.exitCode, none.stderr]).toEqual([
      3,
      expect.stringContaining('metrics_event has no recordings'),
    ]);
  });
});
