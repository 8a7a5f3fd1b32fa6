import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from './chromium.ts';
import { speechMicrophone } from './speechMicrophone.ts';

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
  const microphone = await speechMicrophone(dir);
  const relayLog: string[] = [];
  const stack = await startStack({
    dataDir: join(dir, 'data'),
    page: 'built',
    commitIntervalMs: 500,
    onRelayLog: (line) => relayLog.push(line),
  });
  const context = await chromium.launchPersistentContext(join(dir, 'profile'), {
    ...chromiumOptions(microphone.args),
    permissions: ['microphone'],
  });
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(stack.pageUrl as string);
  return {
    stack,
    context,
    page,
    speech: microphone.speech,
    complaints,
    relayLog,
    async close() {
      await context.close();
      await stack.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
