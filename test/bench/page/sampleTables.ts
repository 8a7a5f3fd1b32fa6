import {
  audio,
  bool,
  type Cells,
  classLabel,
  float64,
  int32,
  int64,
  json,
  string,
  table,
  timestamp,
} from '@parqueue/schema';
import { type Random, seeded } from '../../support/seeded.ts';

/** A table of events as a service logs them: 20 columns, with the two that every table has. */
export const events = table({
  name: 'events',
  features: {
    at: timestamp(),
    event: classLabel(['start', 'complete', 'cache_hit', 'error']),
    request_id: string(),
    session: string(),
    variant: string(),
    language: string(),
    voice: string(),
    model: string(),
    characters: int32(),
    tokens: int64(),
    queue_ms: float64(),
    synthesis_ms: float64(),
    total_ms: float64(),
    audio_s: float64(),
    cached: bool(),
    retried: bool(),
    status: int32(),
    detail: json<unknown>(),
  },
});

/** A table of recordings. */
export const clips = table({ name: 'clips', features: { audio: audio(), id: string(), at: timestamp() } });

/** What the FLAC of some twenty seconds of speech takes. */
export const CLIP_BYTES = 300_000;

/** Rows of `events`, complete, always the same. */
export function eventRows(count: number): Cells[] {
  const random = seeded(1);
  return Array.from({ length: count }, (_, i) => [...eventCells(random, i), hex(random, 32), 0]);
}

function eventCells(random: Random, i: number): Cells {
  const ms = (max: number): number => random.int(0, max * 1000) / 1000;
  return [
    1_770_083_445_000 + i * 250,
    random.int(0, 3),
    hex(random, 32),
    `session-${random.int(0, 50)}`,
    hex(seeded(random.int(0, variants(i))), 40),
    random.pick(['ar', 'en', 'ur', 'id']),
    random.pick(['alloy', 'echo', 'nova']),
    random.pick(['base-v2', 'large-v3']),
    random.int(1, 500),
    String(random.int(1, 4000)),
    ms(50),
    ms(900),
    ms(1000),
    ms(20),
    random.chance(0.35),
    random.chance(0.02),
    random.chance(0.98) ? 200 : 503,
    random.chance(0.1) ? `{"code":"timeout","after_ms":${random.int(1, 9999)}}` : null,
  ];
}

/** A third of the variants come again. */
const variants = (i: number): number => Math.max(1, Math.floor(i * 0.65));

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits / 8 }, () =>
    random
      .int(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
