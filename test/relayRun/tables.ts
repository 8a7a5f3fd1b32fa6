/** The tables of the load and kill runs: events in Parquet, flat and nested; JSON lines; recordings, alone and beside text. */
import {
  audio,
  classLabel,
  float64,
  int32,
  json,
  list,
  string,
  struct,
  table,
  timestamp,
} from '@parqueue/schema';

/** What every row has: its name in the run, and a text with the digest that it has to have. */
const known = { label: string(), user_id: string(), said: string(), said_md5: string() };

export const plays = table({
  name: 'plays',
  features: {
    ...known,
    at: timestamp(),
    event: classLabel(['play', 'pause', 'seek', 'end']),
    position_ms: int32(),
    speed: float64(),
    detail: json<unknown>(),
  },
});

export const timings = table({
  name: 'timings',
  features: {
    ...known,
    at: timestamp(),
    words: list(struct({ word: string(), start: float64(), end: float64() })),
  },
});

export const notes = table({ name: 'notes', format: 'jsonl', revisions: false, features: known });

export const takes = table({ name: 'takes', features: { audio: audio(), ...known, audio_md5: string() } });

export const verses = table({
  name: 'verses',
  features: { ...known, at: timestamp(), audio: audio(), audio_md5: string(), segments: json<unknown>() },
});
