import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { queryDataset } from '../../support/dataset.ts';
import { type Book, createBook } from '../book.ts';
import type { Note } from '../page/note.ts';
import { changeOf, errorRowOf, labelOf, type RowKind, runRowOf } from '../page/rowOf.ts';
import { createJudge } from './judge.ts';

let dir: string;
let book: Book;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'judge-'));
  book = createBook();
});
afterEach(() => rm(dir, { recursive: true }));

const label = (kind: RowKind, number: number, round = 1) => labelOf(kind, `${round}.0`, 'life', number);
const take = (note: Note) => book.take(JSON.stringify(note));
const say = (...labels: string[]) => take({ kind: 'said', tab: '1.0', labels });
const store = (...labels: string[]) => take({ kind: 'stored', tab: '1.0', labels });

async function putErrors(file: string, ...labels: string[]): Promise<void> {
  await mkdir(join(dir, 'data/errors'), { recursive: true });
  const lines = labels.map((one) => `${JSON.stringify(errorRowOf(one))}\n`);
  await writeFile(join(dir, 'data/errors', file), lines.join(''));
}

interface Run {
  readonly label: string;
  readonly rowId?: string;
  readonly revision?: number;
  readonly totalTime?: number;
}

async function putRuns(file: string, ...runs: Run[]): Promise<void> {
  await mkdir(join(dir, 'data/alignment'), { recursive: true });
  const text = (value: string) => `'${value.replaceAll("'", "''").replaceAll('\0', "' || chr(0) || '")}'`;
  const values = runs.map(({ label: one, rowId = one, revision = 0, totalTime }) => {
    const { num_segments, asr_model, segments } = runRowOf(one);
    return `(${text(one)}, ${text(rowId)}, ${revision}, ${num_segments}, ${text(asr_model as string)}, ${text(JSON.stringify(segments))}, ${totalTime ?? 'NULL::DOUBLE'}, NULL::STRUCT(bytes BLOB, path VARCHAR))`;
  });
  const columns = 'error, row_id, revision, num_segments, asr_model, segments, total_time, audio';
  await queryDataset(
    dir,
    `COPY (SELECT * FROM (VALUES ${values.join(', ')}) AS t(${columns})) TO '${join(dir, 'data/alignment', file)}' (FORMAT parquet)`,
  );
}

async function verdictOf(committed: Record<string, number> = {}) {
  const judge = createJudge(dir, new Float32Array(0), book);
  const { verdicts, problems } = await judge.judge([1], { committed, problems: [] });
  return { ...verdicts[0]!, problems };
}

test('rows that are there once, as they were said, are right', async () => {
  const [j, p] = [label('j', 0), label('p', 1)];
  say(j, p);
  store(j, p);
  await putErrors('a.jsonl', j);
  await putRuns('a.parquet', { label: p });
  expect(await verdictOf({ alignment: 1, recitation_error: 1 })).toEqual({
    round: 1,
    saidCount: 2,
    storedCount: 2,
    arrivedCount: 2,
    lost: [],
    unstoredLostCount: 0,
    duplicated: [],
    torn: [],
    recordings: [],
    problems: [],
  });
});

test('a row that was stored and is not there is lost; one that was not stored is counted apart', async () => {
  say(label('j', 0), label('j', 1), label('j', 2));
  store(label('j', 0), label('j', 1));
  await putErrors('a.jsonl', label('j', 0));
  expect(await verdictOf()).toMatchObject({ lost: [label('j', 1)], unstoredLostCount: 1 });
});

test('a row that is there twice is doubled, in one file, in two, or under two ids; a revision is none', async () => {
  await putErrors('a.jsonl', label('j', 0), label('j', 0), label('j', 1));
  await putErrors('b.jsonl', label('j', 1));
  const runs = [3, 4].map((number) => ({ label: label('p', number) }));
  await putRuns('a.parquet', ...runs, { label: label('p', 5) });
  await putRuns(
    'b.parquet',
    runs[0]!,
    { ...runs[1]!, rowId: 'another' },
    { label: label('p', 5), revision: 1 },
  );
  const { duplicated } = await verdictOf();
  expect([...duplicated].sort()).toEqual([label('j', 0), label('j', 1), label('p', 3), label('p', 4)]);
});

test('a row whose cells are not what its label says is torn, and so is one without a change that was applied', async () => {
  const [other, unchanged, changed, early] = [0, 1, 2, 3].map((number) => label('p', number)) as [
    string,
    string,
    string,
    string,
  ];
  for (const one of [unchanged, changed]) take({ kind: 'changed', tab: '1.0', label: one, change: 'set' });
  const totalTime = changeOf(early).total_time;
  await putRuns(
    'a.parquet',
    { label: other, totalTime: 1 },
    { label: unchanged },
    { label: changed, ...{ totalTime: changeOf(changed).total_time } },
    { label: early, totalTime },
  );
  const { torn } = await verdictOf();
  expect(torn.map((text) => text.split(':')[0])).toEqual([`row ${other}`, `row ${unchanged}`]);
});

test('a file that nobody can read is told, and the others are read', async () => {
  await putRuns('good.parquet', { label: label('p', 0) });
  await writeFile(join(dir, 'data/alignment/torn.parquet'), 'PAR1 and then nothing');
  const { arrivedCount, problems } = await verdictOf();
  expect(arrivedCount).toBe(1);
  expect(problems).toEqual([expect.stringContaining('torn.parquet')]);
});

test('a browser that says it delivered more than is there is told so', async () => {
  await putErrors('a.jsonl', label('j', 0));
  const { problems } = await verdictOf({ recitation_error: 2 });
  expect(problems).toEqual(['recitation_error: 2 rows are said to be committed, 1 are there']);
});
