import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { before, readDuration } from './duration.ts';
import { parseWindow } from './timeWindow.ts';
import { instantOf, readInstant, zonedText } from './zonedTime.ts';

const NOW = Date.parse('2026-03-31T12:00:00Z');

describe('windows', () => {
  it('[CL6] {002.37} {003.27} a time back is what DuckDB takes for an interval', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const texts = ['1 hour', '5 minutes', '24h', '7d', '2 weeks', '1h30m', '1 month', '90 seconds', '1 year'];
    for (const text of texts) {
      const reader = await connection.runAndReadAll(
        `SELECT epoch_ms(TIMESTAMP '2026-03-31 12:00:00' - INTERVAL '${text}')::DOUBLE AS at`,
      );
      const duration = readDuration(text);
      expect(duration && before(NOW, duration), text).toBe(reader.getRowObjectsJS()[0]?.['at']);
    }
    connection.closeSync();
    instance.closeSync();
    for (const text of ['', 'hour', '5', '5 parsecs', '1h nonsense'])
      expect(readDuration(text)).toBeUndefined();
  });

  it('[CL7] {000.29} a date is midnight in the zone, also where the clocks change', () => {
    expect(readInstant('2026-03-01', 'Asia/Riyadh')).toBe(Date.parse('2026-02-28T21:00:00Z'));
    expect(readInstant('2026-03-08', 'America/New_York')).toBe(Date.parse('2026-03-08T05:00:00Z'));
    expect(readInstant('2026-03-09', 'America/New_York')).toBe(Date.parse('2026-03-09T04:00:00Z'));
    expect(readInstant('2026-03-01T10:00:00Z', 'Asia/Riyadh')).toBe(Date.parse('2026-03-01T10:00:00Z'));
    expect(readInstant('2026-13-01', 'UTC')).toBeUndefined();
    for (
      let at = Date.parse('2026-10-31T00:10:00Z');
      at < Date.parse('2026-11-02T00:00:00Z');
      at += 1_800_000
    ) {
      const shown = zonedText(at, 'America/New_York');
      const back = instantOf(Date.parse(`${shown.replace(' ', 'T')}Z`), 'America/New_York');
      // The hour that comes twice is taken for its first time.
      expect([at, at - 3_600_000]).toContain(back);
    }
  });

  it('[CL6] what is no window says which option', () => {
    const parse = (options: Parameters<typeof parseWindow>[0]) => () =>
      parseWindow(options, { nowMs: NOW, tz: 'UTC' });
    expect(parse({ since: 'soon' })).toThrow('--since: expected a time back');
    expect(parse({ days: '0' })).toThrow('--days: expected a whole number');
    expect(parse({ since: '1h', days: '2' })).toThrow('exclude each other');
    expect(parse({ since: '1h', until: '2h' })).toThrow('--until: 2h is not after --since 1h');
    expect(parse({ days: '2' })().sinceMs).toBe(NOW - 2 * 86_400_000);
  });
});
