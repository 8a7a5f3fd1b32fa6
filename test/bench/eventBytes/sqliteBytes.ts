import { DatabaseSync } from 'node:sqlite';
import { type Cells, valueOfCell } from '@parqueue/schema';
import { metricsEvent } from '@parqueue/schema/presets';

/** What SQLite takes of the same rows, with the three indexes of the document and its numbered ids in place of `row_id`. */
export function sqliteBytes(rows: readonly Cells[]): number {
  const features = Object.entries(metricsEvent.features).filter(
    ([name]) => name !== 'row_id' && name !== 'revision',
  );
  const database = new DatabaseSync(':memory:');
  database.exec(`
    CREATE TABLE metrics_event (id INTEGER PRIMARY KEY, ${features.map(([name]) => name).join(', ')});
    CREATE INDEX idx_timestamp ON metrics_event(timestamp);
    CREATE INDEX idx_event_type ON metrics_event(event_type);
    CREATE INDEX idx_model ON metrics_event(model_slug) WHERE model_slug IS NOT NULL;
    BEGIN`);
  const insert = database.prepare(
    `INSERT INTO metrics_event (${features.map(([name]) => name).join(', ')}) VALUES (${features.map(() => '?').join(', ')})`,
  );
  for (const cells of rows)
    insert.run(...features.map(([name, feature], i) => stored(name, valueOfCell(feature, cells[i]))));
  database.exec('COMMIT; VACUUM');
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
  const { page_size: pageBytes } = database.prepare('PRAGMA page_size').get() as { page_size: number };
  database.close();
  return pages * pageBytes;
}

/** As `CURRENT_TIMESTAMP` writes a time, and as SQLite has no booleans. */
function stored(name: string, value: unknown): string | number | null {
  if (name === 'timestamp') return new Date(value as number).toISOString().replace('T', ' ').slice(0, 19);
  return typeof value === 'boolean' ? Number(value) : (value as string | number | null);
}
