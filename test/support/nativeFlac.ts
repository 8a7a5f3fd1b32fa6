/** The reference `flac` and `metaflac` programs (Debian's `flac`), as an independent reader of what the SDK writes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `flac -t` has to say: empty for a sound file, else its errors and warnings. */
export function complaintsOfFlac(bytes: Uint8Array): string {
  const { status, stderr } = run('flac', ['-t', '--silent', '-'], bytes);
  return status === 0 ? stderr : `exit ${status}: ${stderr}`;
}

/** The PCM of a 16-bit mono file. */
export function decodeWithFlac(bytes: Uint8Array): Int16Array {
  const raw = ['--force-raw-format', '--endian=little', '--sign=signed'];
  const { status, stdout, stderr } = run('flac', ['-d', '--silent', '--stdout', ...raw, '-'], bytes);
  if (status !== 0) throw new Error(`flac -d: ${stderr}`);
  return new Int16Array(new Uint8Array(stdout).buffer);
}

/** PCM (16-bit mono) as the reference encoder writes it; into a file, since it fills its header in at the end. */
export function encodeWithFlac(
  pcm: Int16Array,
  options: readonly string[],
  sampleRate = 16_000,
): Uint8Array<ArrayBuffer> {
  const raw = ['--endian=little', '--sign=signed', '--channels=1', '--bps=16', `--sample-rate=${sampleRate}`];
  const input = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return withFile((file) => {
    const args = ['--silent', '--force-raw-format', ...raw, ...options, '-o', file, '-'];
    const { status, stderr } = run('flac', args, input);
    if (status !== 0) throw new Error(`flac: ${stderr}`);
    return new Uint8Array(readFileSync(file));
  });
}

/** Processor time that the reference encoder takes for the PCM (16-bit mono, 16 kHz), its start and its files included. */
export function processorMsOfFlac(pcm: Int16Array, options: readonly string[]): number {
  const raw = '--force-raw-format --endian=little --sign=signed --channels=1 --bps=16 --sample-rate=16000';
  return withFile((file) => {
    writeFileSync(file, new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    const command = `time flac --silent ${raw} ${options.join(' ')} -o ${file}.flac ${file}`;
    const { status, stderr } = run('bash', ['-c', `TIMEFORMAT='%U %S'; ${command}`]);
    if (status !== 0) throw new Error(`flac: ${stderr}`);
    return stderr.split(' ').reduce((sum, seconds) => sum + Number(seconds) * 1000, 0);
  });
}

/** STREAMINFO as `metaflac` prints it, one value for each field asked for. */
export function showWithMetaflac(bytes: Uint8Array, fields: readonly string[]): string[] {
  return withFile((file) => {
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = run('metaflac', [...fields.map((field) => `--show-${field}`), file]);
    if (status !== 0) throw new Error(`metaflac: ${stderr}`);
    return new TextDecoder().decode(stdout).trim().split('\n');
  });
}

function withFile<T>(use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'flac-'));
  try {
    return use(join(folder, 'clip.flac'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[], input?: Uint8Array) {
  const result = spawnSync(program, args, { input, maxBuffer: 2 ** 30 });
  if (result.error) {
    throw new Error(`${program} is needed by this test (Debian: apt-get install flac)`, {
      cause: result.error,
    });
  }
  return {
    status: result.status,
    stdout: result.stdout,
    stderr: new TextDecoder().decode(result.stderr).trim(),
  };
}
