import { type Cells, encodeRow } from '@parqueue/schema';
import { type MetricsEventRow, metricsEvent } from '@parqueue/schema/presets';
import { createUuid7 } from '@parqueue/schema/uuid7';
import { type Random, seeded } from '../../support/seeded.ts';

/** An event of a day, as both databases get it. */
export type DayEvent = MetricsEventRow & { readonly timestamp: number };

const MIDNIGHT = 1_770_076_800_000;
const DAY_MS = 86_400_000;
const BLOCKS_A_REQUEST = 4;
/** Of a service: what logs is one program, and its identity one. */
const USER_ID = '3f1c9a04be77';
const MODELS = ['kokoro-cpu', 'kokoro-gpu', 'higgs-audio'];
const VOICES = ['af_heart', 'af_bella', 'am_adam', 'bf_emma', 'bm_george', 'hf_alpha'];

/**
 * A day of a service that reads documents aloud, in the order of time: for each block a job that is queued, started and complete, or a hit of
 * the cache. Sessions read their document block by block, now and then with a jump; a request asks for four blocks. Hashes are SHA-256 in hex,
 * ids of requests 128 bits in hex.
 */
export function dayOfEvents(count: number, seed: number): DayEvent[] {
  const random = seeded(seed);
  const events: DayEvent[] = [];
  while (events.length < count * 1.02) events.push(...sessionOf(random));
  return events.toSorted((a, b) => a.timestamp - b.timestamp).slice(0, count);
}

function* sessionOf(random: Random): Generator<DayEvent> {
  const document = { document_id: uuid4(random) };
  const voice = { model_slug: random.pick(MODELS), voice_slug: random.pick(VOICES) };
  const route = voice.model_slug === 'kokoro-cpu' ? 'local' : random.chance(0.85) ? 'runpod' : 'overflow';
  const msPerCharacter = voice.model_slug === 'kokoro-cpu' ? 9 : 2.5;
  const isReadBefore = random.chance(0.25);
  let atMs = MIDNIGHT + random.int(0, DAY_MS - 1);
  let block_idx = 0;
  let request = { request_id: hex(random, 32) };
  for (let blocks = random.int(5, 120); blocks > 0; blocks--) {
    const job = { ...document, ...request, block_idx, variant_hash: hex(random, 64) };
    const text_length = Math.min(400, Math.round(40 + skewed(random, 120)));
    atMs += random.int(5, 40);
    if (isReadBefore && random.chance(0.9)) {
      yield { timestamp: atMs, event_type: 'cache_hit', ...voice, ...job, text_length };
    } else {
      const queue_wait_ms = Math.round(skewed(random, 400));
      const worker_latency_ms = Math.round(
        60 + text_length * msPerCharacter * (0.7 + random.int(0, 600) / 1000),
      );
      const depth = { queue_depth: Math.round(skewed(random, 3)) };
      yield { timestamp: atMs, event_type: 'synthesis_queued', ...voice, ...job, text_length, ...depth };
      yield {
        timestamp: atMs + queue_wait_ms,
        event_type: 'synthesis_started',
        ...voice,
        ...job,
        queue_wait_ms,
      };
      yield {
        ...{
          timestamp: atMs + queue_wait_ms + worker_latency_ms,
          event_type: 'synthesis_complete',
          ...voice,
          ...job,
        },
        ...{
          text_length,
          queue_wait_ms,
          worker_latency_ms,
          total_latency_ms: queue_wait_ms + worker_latency_ms,
        },
        ...{
          audio_duration_ms: text_length * 68 + random.int(-900, 900),
          cache_hit: false,
          processor_route: route,
        },
      };
    }
    // What was asked for is heard before more is.
    if (blocks % BLOCKS_A_REQUEST === 0) {
      atMs += text_length * 270;
      request = { request_id: hex(random, 32) };
    }
    block_idx += random.chance(0.02) ? random.int(2, 100) : 1;
  }
}

/** Rows as the journal has them: with an identity, an id and a revision. */
export function cellsOf(events: readonly DayEvent[], seed: number): Cells[] {
  const random = seeded(seed);
  let now = 0;
  const newId = createUuid7(
    () => now,
    (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = random.int(0, 255);
    },
  );
  const columns = Object.keys(metricsEvent.features);
  const filled: Readonly<Record<string, () => string | number>> = {
    user_id: () => USER_ID,
    row_id: newId,
    revision: () => 0,
  };
  return events.map((event) => {
    now = event.timestamp;
    const cells = encodeRow(metricsEvent, event);
    return columns.map((column, i) => filled[column]?.() ?? cells[i] ?? null);
  });
}

/** Many are small, few are large. */
const skewed = (random: Random, mean: number): number => -Math.log(1 - random.int(0, 999_999) / 1e6) * mean;

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join('');

const uuid4 = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;

/** Bytes of the ids that nothing can make smaller: they are random, and each is there at least once. */
export function randomIdBytes(events: readonly DayEvent[]): number {
  const distinct = (column: 'variant_hash' | 'request_id' | 'document_id') =>
    new Set(events.map((event) => event[column])).size;
  // Of a UUIDv7 74 bits are random, of a UUIDv4 122.
  const ofRows = (events.length * 74) / 8;
  return (
    ofRows + distinct('variant_hash') * 32 + distinct('request_id') * 16 + (distinct('document_id') * 122) / 8
  );
}
