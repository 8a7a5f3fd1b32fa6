import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { ENGINE_VERSION, type EngineEvent } from '../engine/engine.ts';
import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { createJsonLinesWriter } from '../parquet/jsonLinesWriter.ts';
import { ShardWriterError } from '../parquet/shardWriterError.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import { createFakeRelay } from '../testing/fakeRelay.ts';
import { notes } from '../testing/tables.ts';
import { createNodeLink } from './nodeLink.ts';
import { schedule } from './nodePage.ts';

/** A link whose writer of the first kind is broken, over a store that stays. */
function brokenRig(isLightBroken: boolean) {
  const events: EngineEvent[] = [];
  const degraded: string[] = [];
  const store = createMemoryStore();
  const relay = createFakeRelay([notes]);
  let isLight = false;
  let ids = 0;
  const broken = { write: () => Promise.reject(new ShardWriterError('broken', 'the WASM broke')) };
  const environment: EngineEnvironment = {
    openStore: async () => ({ ...store, close() {} }),
    createTransport: () => relay,
    loadWriter: async () => (isLight && !isLightBroken ? createJsonLinesWriter() : broken),
    loadAudio: () => Promise.reject(new Error('no audio here')),
    locks: undefined,
    sha256: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
    now: () => Date.now(),
    random: () => 0.5,
    newId: () => `01981f6e-3c9a-7cc1-a1de-${String(ids++).padStart(12, '0')}`,
    schedule,
    wasmRefusal: undefined,
    estimateStorage: async () => ({}),
  };
  const link = createNodeLink({
    config: () => ({
      ...{ version: ENGINE_VERSION, clientId: 'client', relay: 'https://relay.test', dataset: 'tests' },
      ...{ tables: [notes], flushEveryMs: { notes: 60_000 }, flushAt: { rowCount: 9, sizeBytes: 9_999 } },
    }),
    host: { credential: async () => undefined, emit: (event) => void events.push(event) },
    isRecording: () => false,
    onDegraded: ({ part }) => degraded.push(part),
    onRestarted: () => {},
    engine: { environment, close: async () => {} },
    useLightWriter() {
      const isNew = !isLight;
      isLight = true;
      return isNew;
    },
  });
  const line = '["one",null,null,null,null]';
  const entries = [0, 1].map((seq) => ({ table: 'notes', seq, change: 0, rowId: `r${seq}`, at: 1, line }));
  return { link, relay, events, degraded, entries };
}

test('[ND1] where the WASM of Parquet breaks, the writer without WASM takes its place, and whoever flushes goes on', async () => {
  const { link, relay, degraded, entries } = brokenRig(false);
  const engine = await link.engine();
  await engine.write(entries, []);
  await expect(engine.flush('accepted')).rejects.toMatchObject({ code: 'engine_failed' });
  await (await link.engine()).flush('accepted');
  expect(degraded).toEqual(['wasm']);
  expect(relay.shards.size).toBe(1);
  await link.close();
});

test('[ND1] [R12] where that breaks, too, it is told, and the rows wait', async () => {
  const { link, events, entries } = brokenRig(true);
  await (await link.engine()).write(entries, []);
  const flushing = link.engine().then((engine) => engine.flush('accepted'));
  await expect(flushing).rejects.toMatchObject({ code: 'engine_failed' });
  void link.engine().then((engine) => engine.flush('accepted').catch(() => {}));
  await vi.waitFor(() => {
    const told = events.flatMap((event) => (event.type === 'error' ? event.detail.message : []));
    expect(told).toContainEqual(expect.stringContaining('its rows wait for the next start'));
  });
  await link.close();
});
