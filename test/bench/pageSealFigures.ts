import type { Page } from 'playwright';
import type { Figure } from './figure.ts';
import type { Sealing } from './page/sealWorker.ts';

const ROUNDS = 5;
const ROW_COUNT = 10_000;
const RECORDING_COUNT = 40;

/** The store and the way from the journal to a sealed shard, in a worker of the page. What is compared is measured by turns. */
export async function pageSealFigures(tab: Page): Promise<Figure[]> {
  const ask = <T>(work: string, count: number): Promise<T> =>
    tab.evaluate(
      ([name, given]) => {
        const { bench } = window as unknown as { bench: { inWorker(...args: unknown[]): Promise<unknown> } };
        return bench.inWorker(name, given);
      },
      [work, count] as const,
    ) as Promise<T>;
  const stored: number[] = [];
  const plain: number[] = [];
  const rows: Sealing[] = [];
  const recordings: Sealing[] = [];
  await ask('rows', ROW_COUNT);
  for (let round = 0; round < ROUNDS; round++) {
    stored.push(await ask('stored', ROW_COUNT));
    plain.push(await ask('plain', ROW_COUNT / 10));
    rows.push(await ask('rows', ROW_COUNT));
    recordings.push(await ask('recordings', RECORDING_COUNT));
  }
  return [
    {
      name: 'rows into the journal, 500 a transaction',
      value: ROW_COUNT / (medianOf(stored) / 1_000),
      unit: 'rows/s',
      reference: {
        name: 'a plain store, one transaction a row',
        value: ROW_COUNT / 10 / (medianOf(plain) / 1_000),
      },
      goal: '≥ 50,000',
    },
    ...sealFigures(`${ROW_COUNT} events from the journal to a sealed shard`, rows),
    ...sealFigures(`${RECORDING_COUNT} clips of 300 kB from the journal to sealed shards`, recordings),
  ];
}

/** The whole, then each step of it; what is left is between the steps. */
function sealFigures(name: string, runs: readonly Sealing[]): Figure[] {
  const steps = Object.keys(runs[0]?.steps ?? {});
  return [
    { name, value: medianOf(runs.map(({ sealMs }) => sealMs)), unit: 'ms' },
    ...steps.map((step) => ({
      name: `  ${step}${step === 'Parquet' ? ', reading clips included' : ''}`,
      value: medianOf(runs.map((run) => run.steps[step] ?? 0)),
      unit: 'ms',
    })),
    {
      name: '  WASM memory',
      value: Math.max(...runs.map(({ wasmBytes }) => wasmBytes)) / 2 ** 20,
      unit: 'MiB',
      goal: '≤ 32',
    },
  ];
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;
