/** A change that was said of a row, and what the page was told of it. */
export interface ModelChange {
  /** Elements pushed to `tags`, or a value of `step`. */
  readonly tag?: string;
  readonly step?: number;
  outcome: 'unknown' | 'applied' | 'sealed' | 'refused';
  settledAt: number;
}

export interface ModelRow {
  /** Says which row it is: `page/table/number`, where the number grows with each append. */
  readonly text: string;
  readonly table: string;
  readonly page: string;
  readonly number: number;
  readonly rowId: string;
  readonly changes: ModelChange[];
  /** When the page was told that it is stored, or when a page that wrote it at its end was gone; undefined until then. */
  storedAt: number | undefined;
  /** Where it was its page that wrote it at its end: whether that failed. */
  exits?: { readonly hasFailed: boolean };
  /** It never will be: the page was told so, or had closed its logger before. */
  hasFailed: boolean;
  /** The commit and file that the page was told. */
  place?: { readonly commit: string; readonly path: string };
}

/** What was said and what was promised, apart from the SDK. */
export interface Model {
  readonly rows: Map<string, ModelRow>;
  /** Appends that became no rows, by table. */
  readonly refusedCounts: Map<string, number>;
  /** The machine lost what was stored at that time and later: nothing was promised of it. */
  forget(since: number): void;
}

/** Whether the row has to be at the relay at the end, or counted among those that will not be. */
export const isPromised = ({ storedAt, exits }: ModelRow): boolean =>
  storedAt !== undefined && !exits?.hasFailed;

export function createModel(): Model {
  const rows = new Map<string, ModelRow>();
  return {
    rows,
    refusedCounts: new Map(),
    forget(since) {
      for (const row of rows.values()) {
        if (row.storedAt !== undefined && row.storedAt >= since) row.storedAt = undefined;
        for (const change of row.changes)
          if (change.outcome === 'applied' && change.settledAt >= since) change.outcome = 'unknown';
      }
    },
  };
}
