import type { TestFile } from '../spec/compareSpec.ts';

/** A capability of a source document, as docs/COVERAGE.md lists it. */
export interface CoverageRow {
  /** Document and number: `000.05`. */
  readonly id: string;
  /** Files that serve it, paths from the root of the repository. */
  readonly servedBy: readonly string[];
  /** Tests that show it. */
  readonly tests: readonly string[];
  /** Why nothing of it is there: it is not built yet, or there is nothing to build. */
  readonly open?: string;
}

/** How many capabilities each document has. */
export type DocumentSizes = Readonly<Record<string, number>>;

const ROW = /^\| (\d{3}\.\d{2}) \|([^|]*)\|([^|]*)\|([^|]*)\|$/gm;
/** A path of the repository in a cell: `` `packages/sdk/src/events.ts` ``, or as a link. */
const PATH = /`([^`\s]+)`|\]\(\.\.\/([^)\s]+)\)|\]\((?!\.\.\/|http)([^)\s]+\.md)\)/g;
const OPEN = /^ \*(.+)\* $/;

/** The ids in the title of a test: `it('[AN1] {000.35} {000.40} …'`. */
const TITLE_ID = /\{(\d{3}\.\d{2})\}/g;

export function parseCoverage(text: string): CoverageRow[] {
  return [...text.matchAll(ROW)].map(([, id = '', , served = '', tests = '']) => {
    const open = OPEN.exec(served)?.[1];
    const row = { id, servedBy: pathsIn(served), tests: pathsIn(tests) };
    return open === undefined ? row : { ...row, open };
  });
}

const pathsIn = (cell: string): string[] =>
  [...cell.matchAll(PATH)].map(([, plain, linked, page]) => plain ?? linked ?? `docs/${page}`);

/** What is wrong with the list, held against the tests and against what is there. */
export function compareCoverage(
  rows: readonly CoverageRow[],
  tests: readonly TestFile[],
  { sizes, exists }: { readonly sizes: DocumentSizes; readonly exists: (path: string) => boolean },
): readonly string[] {
  const carried = carriedIds(tests);
  const known = new Set(rows.map(({ id }) => id));
  return [
    ...expectedIds(sizes)
      .filter((id) => !known.has(id))
      .map((id) => `${id}: stands nowhere`),
    ...rows.flatMap((row, i) => rowProblems(row, rows.slice(0, i), carried, exists)),
    ...[...carried]
      .filter(([id]) => !known.has(id))
      .map(([id, [path]]) => `${id}: ${path} tests it, but no such row stands`),
  ];
}

const expectedIds = (sizes: DocumentSizes): string[] =>
  Object.entries(sizes).flatMap(([document, size]) =>
    Array.from({ length: size }, (_, i) => `${document}.${String(i + 1).padStart(2, '0')}`),
  );

/** Each id in a test's file, with the files that carry it. */
function carriedIds(tests: readonly TestFile[]): ReadonlyMap<string, readonly string[]> {
  const carried = new Map<string, string[]>();
  for (const { path, source } of tests) {
    for (const id of new Set([...source.matchAll(TITLE_ID)].map(([, id = '']) => id)))
      carried.set(id, [...(carried.get(id) ?? []), path]);
  }
  return carried;
}

function rowProblems(
  row: CoverageRow,
  before: readonly CoverageRow[],
  carried: ReadonlyMap<string, readonly string[]>,
  exists: (path: string) => boolean,
): string[] {
  const { id, open } = row;
  const carrying = carried.get(id) ?? [];
  const twice = before.some((other) => other.id === id) ? [`${id}: stands twice`] : [];
  if (open === undefined) return [...twice, ...servedProblems(row, carrying, exists)];
  return carrying.length === 0 ? twice : [...twice, `${id}: is marked open, but ${carrying[0]} tests it`];
}

/** What pages alone serve is read, not run. */
const isPage = (path: string): boolean => path.endsWith('.md');

function servedProblems(
  { id, servedBy, tests }: CoverageRow,
  carrying: readonly string[],
  exists: (path: string) => boolean,
): string[] {
  return [
    ...(servedBy.length === 0 ? [`${id}: names no file that serves it`] : []),
    ...(tests.length === 0 && !servedBy.every(isPage) ? [`${id}: names no test`] : []),
    ...[...servedBy, ...tests].filter((path) => !exists(path)).map((path) => `${id}: there is no ${path}`),
    ...tests.filter((path) => !carrying.includes(path)).map((path) => `${id}: no test in ${path} carries it`),
    ...carrying
      .filter((path) => !tests.includes(path))
      .map((path) => `${id}: ${path} carries it, but the row does not name that test`),
  ];
}
