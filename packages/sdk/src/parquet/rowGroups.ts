import type { Cell, Cells, TableDefinition } from '@parqueue/schema';
import type { ColumnCells } from './columnData.ts';
import { rowWeigher } from './rowWeigher.ts';
import type { AudioFile, ShardContent } from './shardWriter.ts';
import { ShardWriterError } from './shardWriterError.ts';

/** A row group to be. */
export interface RowGroup {
  readonly rowCount: number;
  /** The cells of a column, in the order of the table's features; those of an audio column are its files. */
  cells(column: number): ColumnCells;
  /** The files of each audio column, by its number. */
  readonly audio: ReadonlyMap<number, readonly (AudioFile | null)[]>;
  /** Whether the shard has no other. */
  readonly isWhole: boolean;
}

/** A row group with this much audio takes no further row: it is what a reader takes at a time. */
const ENOUGH_AUDIO_BYTES = 3_000_000;
/** A row that would make a group larger begins the next one. Only a clip that is larger by itself makes a larger group. */
const MAX_AUDIO_BYTES = 8_000_000;
/** A row group with this much else is full, too: a writer in WASM holds some seven times that, and never gives memory back. */
const ENOUGH_CELL_BYTES = 4_000_000;

/** The audio files of one row, by audio column. */
type RowFiles = readonly (AudioFile | null)[];

/** The row groups of a shard. The audio of a group is read when the group is asked for. */
export async function* rowGroups(content: ShardContent): AsyncGenerator<RowGroup> {
  const audioColumns = audioColumnsOf(content);
  const rowCount = content.rows.length;
  const weights = weightsOf(content);
  let first = 0;
  let files: RowFiles[] = [];
  let audioBytes = 0;
  let cellBytes = 0;
  for (let row = 0; row < rowCount; row++) {
    const rowFiles = audioColumns.length === 0 ? NO_FILES : await readFiles(content, audioColumns, row);
    let rowBytes = 0;
    for (const file of rowFiles) rowBytes += file?.bytes.length ?? 0;
    const isFull = audioBytes >= ENOUGH_AUDIO_BYTES || cellBytes >= ENOUGH_CELL_BYTES;
    if (row > first && (isFull || audioBytes + rowBytes > MAX_AUDIO_BYTES)) {
      yield groupOf(content, first, row, audioColumns, files);
      [first, files, audioBytes, cellBytes] = [row, [], 0, 0];
    }
    files.push(rowFiles);
    audioBytes += rowBytes;
    cellBytes += weights[row] as number;
  }
  yield groupOf(content, first, rowCount, audioColumns, files);
}

/** What each row takes in memory, without audio: all at once, since a loop inside the generator takes several times longer. */
function weightsOf({ table, rows }: ShardContent): Float64Array {
  const weigh = rowWeigher(table);
  const weights = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) weights[row] = weigh(rows[row] as Cells);
  return weights;
}

const NO_FILES: RowFiles = [];

const audioColumnsOf = ({ table }: ShardContent): readonly number[] =>
  Object.values(table.features).flatMap((feature, column) => (feature.kind === 'audio' ? [column] : []));

async function readFiles(content: ShardContent, columns: readonly number[], row: number): Promise<RowFiles> {
  const files: (AudioFile | null)[] = [];
  for (const column of columns) {
    const cell = (content.rows[row] as Cells)[column] ?? null;
    files.push(cell === null ? null : await readFile(content, column, cell));
  }
  return files;
}

async function readFile(content: ShardContent, column: number, cell: Cell): Promise<AudioFile | null> {
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
  audioColumns: readonly number[],
  files: readonly RowFiles[],
): RowGroup {
  const audio = new Map(
    audioColumns.map((column, i) => [column, files.map((rowFiles) => rowFiles[i] ?? null)] as const),
  );
  const columns = columnsOf(table, rows.slice(first, end));
  return {
    rowCount: end - first,
    cells: (column) => audio.get(column) ?? columns[column] ?? [],
    audio,
    isWhole: end - first === rows.length,
  };
}

/** Row by row, as they lie in memory: column by column takes several times longer. */
function columnsOf({ features }: TableDefinition, rows: readonly Cells[]): readonly (readonly Cell[])[] {
  const columns = Object.keys(features).map(() => new Array<Cell>(rows.length));
  rows.forEach((cells, row) => {
    for (let i = 0; i < columns.length; i++) (columns[i] as Cell[])[row] = cells[i] ?? null;
  });
  return columns;
}
