import type { StageManifestRow, stageManifest } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { RowHandle } from '../../api/row.ts';
import type { OpenMarks } from '../openMarks.ts';
import { type StageMark, writeMark } from './leftMark.ts';
import type { ManifestList } from './stageTypes.ts';

/** The row of a stage while it runs. What is said of it arrives in the order in which it was said. */
export interface Manifest {
  readonly row: RowHandle<StageManifestRow, ManifestList> | undefined;
  /** Sets columns. */
  set(change: StageManifestRow): void;
  /** Adds to a list; what comes later waits until it is there. */
  push<C extends ManifestList>(column: C, element: ElementOf<C> | Promise<ElementOf<C>>): void;
  /** Sets what the end says; resolves when all is stored. Marked until then, so that a crash in between takes nothing away. */
  end(change: StageManifestRow): Promise<void>;
  /** Resolves when all that was said until now is stored. */
  settled(): Promise<void>;
}

type ElementOf<C extends ManifestList> =
  NonNullable<StageManifestRow[C]> extends readonly (infer E)[] ? E : never;

export interface ManifestOptions {
  readonly manifests: TableDoor<typeof stageManifest>;
  readonly marks: OpenMarks;
  readonly now: () => number;
  readonly first: StageManifestRow;
  readonly mark: Omit<StageMark, 'lastAt' | 'end'>;
}

const EMPTY_LISTS = {
  inputs: [],
  outputs: [],
  intermediate_files: [],
  errors: [],
  warnings: [],
} as const satisfies StageManifestRow;

export function openManifest({ manifests, marks, now, first, mark }: ManifestOptions): Manifest {
  const row = manifests.append({ ...EMPTY_LISTS, ...first });
  let chain: Promise<unknown> = Promise.resolve();
  let isEnded = false;

  /** Neither a change nor an entry rejects, so that the chain goes on. */
  const enqueue = (work: () => unknown) => {
    chain = chain.then(work);
  };
  const sign = (end?: StageManifestRow) =>
    marks.put(row.rowId, writeMark({ ...mark, lastAt: now(), ...(end !== undefined && { end }) }));
  const signLife = () => {
    if (!isEnded) sign();
  };

  signLife();
  return {
    row,
    set(change) {
      signLife();
      enqueue(() => row.set(change));
    },
    push(column, element) {
      signLife();
      enqueue(async () => row.push(column, ...([await element] as never)));
    },
    async end(change) {
      isEnded = true;
      sign(change);
      enqueue(() => row.set(change));
      enqueue(() => marks.remove(row.rowId));
      await chain;
    },
    settled: async () => void (await chain),
  };
}

/** Of a stage without a manifest. */
export const NO_MANIFEST: Manifest = {
  row: undefined,
  set: () => {},
  push: () => {},
  end: async () => {},
  settled: async () => {},
};
