import type { ErrorCode } from '@parqueue/schema/wire';
import { createEventBuffer } from '../events/eventBuffer.ts';
import type { RelayParts } from '../relayParts.ts';
import type { RelayPlatform } from '../relayPlatform.ts';

/** Counts a request that was refused before it came to a spool. */
export type CountRefusal = (code: ErrorCode, dataset: string | undefined) => void;

interface Refused {
  readonly at: number;
  readonly code: ErrorCode;
  readonly dataset: string;
}

/**
 * Tells datasets of refusals, those of some seconds together: who floods the relay is not to cost a call for each. A refusal that names no dataset of
 * the relay counts for the first.
 */
export function createCountRefusal(
  { config, spoolOf, clock }: Pick<RelayParts, 'config' | 'spoolOf' | 'clock'>,
  platform: RelayPlatform,
): CountRefusal {
  const [first = ''] = config.datasets.keys();
  const send = async (refused: readonly Refused[]): Promise<void> => {
    for (const [dataset, counts] of countsOf(refused)) {
      // They are figures for the operator, which nothing waits for.
      await spoolOf(dataset)
        .countRefusals(counts)
        .catch(() => undefined);
    }
  };
  const note = createEventBuffer<Refused>({ ...platform, send, clock });
  return (code, dataset) =>
    note({
      at: clock(),
      code,
      dataset: dataset !== undefined && config.datasets.has(dataset) ? dataset : first,
    });
}

type Counts = Partial<Record<ErrorCode, number>>;

function countsOf(refused: readonly Refused[]): ReadonlyMap<string, Counts> {
  const byDataset = new Map<string, Counts>();
  for (const { dataset, code } of refused) {
    const counts = byDataset.get(dataset) ?? {};
    byDataset.set(dataset, { ...counts, [code]: (counts[code] ?? 0) + 1 });
  }
  return byDataset;
}
