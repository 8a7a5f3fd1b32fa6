import type { Cell, Cells } from '@parqueue/schema';
import type { ColumnCells } from './columnData.ts';
import type { AudioFile, ShardContent } from './shardWriter.ts';
import { ShardWriterError } from './shardWriterError.ts';

/** A row group to be: the cells of each column, in the order of the table's features, audio cells replaced by their files. */
export interface RowGroup {
  readonly rowCount: number;
  readonly columns: readonly ColumnCells[];
  readonly isLast: boolean;
}

/** A row group with this much audio takes no further row: WASM holds about four times a group, and never gives memory back. */
const ENOUGH_AUDIO_BYTES = 3_000_000;
/** A row that would make a group larger begins the next one. Only a clip that is larger by itself makes a larger group. */
const MAX_AUDIO_BYTES = 8_000_000;
/** A row group is what readers take at a time; `datasets` makes its batches as long as the first one. */
const MAX_ROWS = 100_000;

/** The audio files of one row, by audio column. */
type RowFiles = readonly (AudioFile | null)[];

/** The row groups of a shard. The audio of a group is read when the group is asked for, so that no more than one group is held. */
export async function* rowGroups(content: ShardContent): AsyncGenerator<RowGroup> {
  const audioColumns = audioColumnsOf(content);
  const rowCount = content.rows.length;
  if (audioColumns.length === 0) {
    for (let first = 0; first < rowCount; first += MAX_ROWS) {
      yield groupOf(content, first, Math.min(first + MAX_ROWS, rowCount), []);
    }
    return;
  }
  let first = 0;
  let files: RowFiles[] = [];
  let audioBytes = 0;
  for (let row = 0; row < rowCount; row++) {
    const rowFiles = await readFiles(content, audioColumns, row);
    const rowBytes = rowFiles.reduce((sum, file) => sum + (file?.bytes.length ?? 0), 0);
    const isFull = audioBytes >= ENOUGH_AUDIO_BYTES || audioBytes + rowBytes > MAX_AUDIO_BYTES;
    if (row > first && (isFull || row - first === MAX_ROWS)) {
      yield groupOf(content, first, row, files);
      [first, files, audioBytes] = [row, [], 0];
    }
    files.push(rowFiles);
    audioBytes += rowBytes;
  }
  yield groupOf(content, first, rowCount, files);
}

const audioColumnsOf = ({ table }: ShardContent): readonly number[] =>
  Object.values(table.features).flatMap((feature, column) => (feature.kind === 'audio' ? [column] : []));

async function readFiles(content: ShardContent, columns: readonly number[], row: number): Promise<RowFiles> {
  const files: (AudioFile | null)[] = [];
  for (const column of columns) {
    files.push(await readFile(content, column, (content.rows[row] as Cells)[column] ?? null));
  }
  return files;
}

async function readFile(content: ShardContent, column: number, cell: Cell): Promise<AudioFile | null> {
  if (cell === null) return null;
  const place = `${content.table.name}.${Object.keys(content.table.features)[column]}`;
  if (!isClip(cell))
    throw new ShardWriterError('unfit', `${place}: expected a clip, got ${JSON.stringify(cell)}`);
  try {
    return await content.readAudio(...cell);
  } catch (cause) {
    throw new ShardWriterError('unread', `${place}: clip ${cell.join('/')} could not be read`, { cause });
  }
}

const isClip = (cell: Cell): cell is readonly [recordingId: string, clipIndex: number] =>
  Array.isArray(cell) && typeof cell[0] === 'string' && typeof cell[1] === 'number';

function groupOf(
  { table, rows }: ShardContent,
  first: number,
  end: number,
  files: readonly RowFiles[],
): RowGroup {
  let audioColumn = 0;
  const columns = Object.values(table.features).map((feature, column) => {
    if (feature.kind !== 'audio') return cellsOf(rows, first, end, column);
    const index = audioColumn++;
    return files.map((rowFiles) => rowFiles[index] ?? null);
  });
  return { rowCount: end - first, columns, isLast: end === rows.length };
}

function cellsOf(rows: readonly Cells[], first: number, end: number, column: number): readonly Cell[] {
  const cells = new Array<Cell>(end - first);
  for (let row = first; row < end; row++) cells[row - first] = (rows[row] as Cells)[column] ?? null;
  return cells;
}
