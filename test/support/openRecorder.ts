import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { toInt16 } from '../../packages/sdk/src/audio/pcm.ts';
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from './chromium.ts';
import { decodeWithFlac } from './nativeFlac.ts';
import { wavFile } from './wavFile.ts';

const SPEECH = new URL('../data/speech-16k.flac', import.meta.url);

/** The rate that Chromium's fake microphone has. */
const MICROPHONE_RATE = 44_100;

/** The recorder page in Chromium, a microphone that hears real speech, and the whole stack behind it. */
export interface OpenRecorder {
  readonly stack: Stack;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the microphone plays: 16 kHz, from -1 to 1. */
  readonly speech: Float32Array;
  /** Everything that the page complained of: exceptions and console errors. */
  readonly complaints: string[];
  /** What the relay said of itself. */
  readonly relayLog: string[];
  close(): Promise<void>;
}

export async function openRecorder(): Promise<OpenRecorder> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-e2e-'));
  const pcm = decodeWithFlac(new Uint8Array(await readFile(SPEECH)));
  const speech = Float32Array.from(pcm, (sample) => sample / 32768);
  const wav = join(dir, 'speech.wav');
  await writeFile(wav, microphoneFile(speech));
  const relayLog: string[] = [];
  const stack = await startStack({
    dataDir: join(dir, 'data'),
    page: 'built',
    commitIntervalMs: 500,
    onRelayLog: (line) => relayLog.push(line),
  });
  const context = await chromium.launchPersistentContext(join(dir, 'profile'), {
    ...chromiumOptions([`--use-file-for-fake-audio-capture=${wav}`]),
    permissions: ['microphone'],
  });
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(stack.pageUrl as string);
  return {
    stack,
    context,
    page,
    speech,
    complaints,
    relayLog,
    async close() {
      await context.close();
      await stack.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function microphoneFile(speech: Float32Array): Uint8Array {
  const resampler = createResampler({ inputRate: 16_000, outputRate: MICROPHONE_RATE });
  const [most, rest] = [resampler.push(speech), resampler.flush()];
  const samples = new Float32Array(most.length + rest.length);
  samples.set(most);
  samples.set(rest, most.length);
  return wavFile(toInt16(samples), MICROPHONE_RATE);
}

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
