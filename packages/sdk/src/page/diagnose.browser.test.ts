import { recitationError } from '@parqueue/schema/presets';
import { afterEach, expect, test, vi } from 'vitest';
import { createLogger } from '../index.ts';
import { createRelayFetch } from '../testing/relayFetch.ts';

afterEach(() => void vi.unstubAllGlobals());

const SECRETS = [
  'rowMarker',
  'ticketMarker',
  'passwordMarker',
  'pathMarker',
  'a1b2c3d4e5f6',
  'proof',
  'errorMarker',
];

test('[SD27] [R8] a diagnosis is JSON that says what happened, and has nothing of rows, identity, ticket or text of errors in it; nor has debug', async () => {
  const relay = createRelayFetch([recitationError]);
  vi.stubGlobal('fetch', relay.fetch);
  const lines: string[] = [];
  vi.spyOn(console, 'debug').mockImplementation((line) => void lines.push(line));
  let fails = true;
  const log = createLogger({
    relay: 'https://name:passwordMarker@relay.test/pathMarker',
    dataset: `diagnosed-${Date.now()}`,
    tables: { errors: recitationError },
    workerUrl: '/no/such/worker.js',
    debug: true,
    ticket() {
      if (fails) throw new Error('errorMarker');
      return 'ticketMarker';
    },
  });
  relay.isUp = true;
  log.errors.append({ error_message: 'rowMarker' });
  // @ts-expect-error no such column
  log.errors.append({ rowMarker: 'rowMarker' });
  const flushed = log.flush();
  await vi.waitFor(
    async () => expect((await log.diagnose()).events.some(({ kind }) => kind === 'retry')).toBe(true),
    20_000,
  );
  const waiting = await log.diagnose();
  expect(waiting.engine).toMatchObject({
    recordCounts: { journal: 1 },
    pauses: [{ key: 'all', attempt: 1 }],
  });
  fails = false;
  await flushed;
  const text = JSON.stringify([waiting, await log.diagnose(), lines]);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  const done = await log.diagnose();
  expect(JSON.parse(JSON.stringify(done))).toEqual(done);
  expect(done).toMatchObject({
    options: { relayOrigin: 'https://relay.test', tables: [{ name: recitationError.name }] },
    browser: { indexedDB: true, worker: true, wasm: true, visibility: 'visible' },
    stats: { engine: 'page' },
    unstoredCount: 0,
    engine: { clockOffsetMs: expect.any(Number), recordCounts: { receipts: 1 } },
  });
  const kinds = done.events.map(({ kind }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['degraded', 'dropped', 'stored', 'retry', 'progress', 'accepted']),
  );
  await vi.waitFor(() =>
    expect(lines).toContainEqual(expect.stringMatching(/^parqueue accepted: table .*rowCount 1/)),
  );
  await log.close();
}, 40_000);

test('[SD27] a diagnosis of a logger that is set up wrongly says so', async () => {
  const log = createLogger({ relay: 'nowhere', dataset: 'tests', tables: { errors: recitationError } });
  const { options, stats, engine, events } = await log.diagnose();
  expect([options, stats, engine]).toEqual([null, null, null]);
  expect(events).toMatchObject([{ kind: 'error', facts: { code: 'misconfigured' } }]);
  await log.close();
});
