import { isDeepStrictEqual } from 'node:util';
import type { SaidRow } from '../book.ts';
import { changeOf, errorRowOf, parseLabel, runOf, runRowOf } from '../page/rowOf.ts';
import type { Arrival } from './readArrivals.ts';

/**
 * What is wrong with a row that arrived: nothing, or a sentence. What its label says is what it has to hold; a change has to be there when
 * the page was told that it was applied, and else may be.
 */
export function judgeRow({ label, cells }: Arrival, said: SaidRow | undefined): string | undefined {
  const parsed = parseLabel(label);
  if (parsed === undefined) return `a row that nobody said: ${JSON.stringify(label)}`;
  const wrong = (column: string, expected: unknown) =>
    `row ${label}: ${column} is ${JSON.stringify(cells[column])}, not ${JSON.stringify(expected)}`;
  if (parsed.kind === 'j') {
    const { error_message } = errorRowOf(label);
    return cells['error_message'] === error_message ? undefined : wrong('error_message', error_message);
  }
  const row = runRowOf(label);
  if (cells['num_segments'] !== row.num_segments) return wrong('num_segments', row.num_segments);
  if (cells['asr_model'] !== row.asr_model) return wrong('asr_model', row.asr_model);
  const { total_time } = changeOf(label);
  if (cells['total_time'] !== total_time && (cells['total_time'] !== null || said?.changes.has('set')))
    return wrong('total_time', total_time);
  const segments = JSON.parse(String(cells['segments'])) as unknown;
  const pushed = [...(row.segments ?? []), runOf(label, 1)];
  if (isDeepStrictEqual(segments, pushed)) return undefined;
  if (isDeepStrictEqual(segments, row.segments) && !said?.changes.has('push')) return undefined;
  return wrong('segments', said?.changes.has('push') ? pushed : row.segments);
}
