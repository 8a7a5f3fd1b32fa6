/** Rows up to which the list is drawn whole. */
const WHOLE_LIST_ROWS = 200;
/** Rows drawn beyond each edge, so that a fast scroll finds them there. */
const MARGIN_ROWS = 8;

export interface ListPlace {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Top of the list, and height of the window onto it, in CSS pixels from the top of that window. */
  readonly listTop: number;
  readonly windowHeight: number;
}

/** The rows to draw: from `start` up to, not including, `end`. */
export function visibleRange({ rowCount, rowHeight, listTop, windowHeight }: ListPlace): {
  readonly start: number;
  readonly end: number;
} {
  if (rowCount <= WHOLE_LIST_ROWS) return { start: 0, end: rowCount };
  const first = Math.floor(-listTop / rowHeight) - MARGIN_ROWS;
  const last = Math.ceil((windowHeight - listTop) / rowHeight) + MARGIN_ROWS;
  const start = Math.min(Math.max(0, first), rowCount);
  return { start, end: Math.min(rowCount, Math.max(start, last)) };
}

/** The row that a key goes to from another; `undefined` where the key is none of a list's. */
export function rowAfterKey(
  key: string,
  from: number,
  { rowCount, rowHeight, windowHeight }: Omit<ListPlace, 'listTop'>,
): number | undefined {
  const page = Math.max(1, Math.floor(windowHeight / rowHeight) - 1);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: rowCount - 1,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.min(rowCount - 1, Math.max(0, target));
}
