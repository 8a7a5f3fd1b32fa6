import { describe, expectTypeOf, it } from 'vitest';
import type { AlignmentRun, alignment, recitation } from '../presets/index.ts';
import {
  audio,
  classLabel,
  float64,
  int32,
  int64,
  json,
  list,
  string,
  struct,
  timestamp,
} from './feature.ts';
import { type AppendColumn, type ElementOf, type Row, table } from './table.ts';

const events = table({
  name: 'events',
  features: {
    audio: audio(),
    at: timestamp(),
    user_id: string(),
    kind: classLabel(['play', 'stop']),
    size: int64(),
    tags: list(string()),
    place: struct({ surah: int32(), score: float64() }),
    runs: json<{ n: number }[]>(),
  },
  merge: { runs: 'append', tags: 'append', at: 'once' },
});
type Event = Row<typeof events>;

describe('row types', () => {
  it('[SC14] are inferred from the features', () => {
    expectTypeOf<Event['kind']>().toEqualTypeOf<'play' | 'stop' | null | undefined>();
    expectTypeOf<Event['at']>().toEqualTypeOf<Date | number | string | null | undefined>();
    expectTypeOf<Event['size']>().toEqualTypeOf<bigint | number | null | undefined>();
    expectTypeOf<Event['tags']>().toEqualTypeOf<readonly (string | null)[] | null | undefined>();
    expectTypeOf<Event['runs']>().toEqualTypeOf<{ n: number }[] | null | undefined>();
    expectTypeOf<NonNullable<Event['place']>['surah']>().toEqualTypeOf<number | null | undefined>();
  });

  it('[SC14] have no column that is filled in', () => {
    expectTypeOf<keyof Event>().toEqualTypeOf<'audio' | 'at' | 'kind' | 'size' | 'tags' | 'place' | 'runs'>();
  });

  it('[SC14] know which columns are appended to, and with what', () => {
    expectTypeOf<AppendColumn<typeof events>>().toEqualTypeOf<'runs' | 'tags'>();
    expectTypeOf<ElementOf<Event['runs']>>().toEqualTypeOf<{ n: number }>();
    expectTypeOf<AppendColumn<typeof alignment>>().toEqualTypeOf<'segments'>();
    expectTypeOf<ElementOf<Row<typeof alignment>['segments']>>().toEqualTypeOf<AlignmentRun>();
    expectTypeOf<AppendColumn<typeof recitation>>().toEqualTypeOf<never>();
  });

  it('[SC14] refuse what does not fit', () => {
    const rows: Event[] = [
      {},
      { kind: 'play', at: null },
      // @ts-expect-error no such column
      { knd: 'play' },
      // @ts-expect-error no such label
      { kind: 'pause' },
      // @ts-expect-error text is no int32
      { place: { surah: 'two' } },
      // @ts-expect-error no such field
      { place: { sura: 2 } },
      // @ts-expect-error filled in by the logger
      { user_id: 'a' },
      // @ts-expect-error filled in by the logger
      { row_id: 'a' },
      // @ts-expect-error a clip, not its bytes
      { audio: new Uint8Array(4) },
    ];
    expectTypeOf(rows).toEqualTypeOf<Event[]>();
  });

  it('[SC14] refuse a merge or fill of a column that is not there', () => {
    // @ts-expect-error no such column
    const merge = () => table({ name: 't', features: { a: json<number[]>() }, merge: { b: 'append' } });
    // @ts-expect-error no such column
    const fill = () => table({ name: 't', features: { a: string() }, fill: { b: 'appendedAt' } });
    expectTypeOf(merge).toBeFunction();
    expectTypeOf(fill).toBeFunction();
  });

  it('[SC14] survive a change of a preset', () => {
    const continued = { ...events, continues: true };
    expectTypeOf<Row<typeof continued>>().toEqualTypeOf<Event>();
  });
});
