import { usageError } from '../../commandError.ts';
import { parseWindow, type TimeWindow } from '../../windows/timeWindow.ts';
import { parseFilter, type RowFilter } from '../rowFilter.ts';
import type { Side } from './compareSides.ts';

export interface SideContext {
  readonly nowMs: number;
  readonly tz: string;
  /** For sides that are no window themselves. */
  readonly window: TimeWindow;
  /** For both sides. */
  readonly filters: readonly RowFilter[];
}

/**
 * One side of a comparison: a window (`48h..24h`, `2026-02-03..2026-02-04`, `24h..`), a filter (`model_slug=higgs`), or a label, which is
 * `data.label`.
 *
 * @throws {CommandError} naming the option.
 */
export function parseSide(option: '--a' | '--b', text: string, context: SideContext): Side {
  const { nowMs, tz, window, filters } = context;
  const said = text.trim();
  if (said === '' || said === '..')
    throw usageError(
      `${option}: expected a window such as 48h..24h, a filter such as model_slug=higgs, or a label`,
    );
  if (/[=<>~]/.test(said)) return { said, window, filters: [parseFilter(said), ...filters] };
  const [since, until, ...more] = said.split('..');
  if (until === undefined) {
    const label: RowFilter = {
      column: 'data',
      path: ['label'],
      operator: '=',
      value: said,
      said: `data.label=${said} (${option})`,
    };
    return { said, window, filters: [label, ...filters] };
  }
  if (more.length > 0) throw usageError(`${option}: expected one ".." between two times, got "${text}"`);
  const given = { ...(since && { since }), ...(until && { until }) };
  return { said, window: parseWindow(given, { nowMs, tz }), filters };
}
