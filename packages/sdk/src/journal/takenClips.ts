import { type AudioReference, RowError, type TableDefinition } from '@parqueue/schema';

/** Which clips the rows of a page life have: each belongs to one. */
export interface TakenClips {
  /**
   * Takes the clips of a row; all or none, so that a row that is refused holds no clip.
   *
   * @throws {RowError} when another row has one of them.
   */
  take(table: TableDefinition, row: unknown): void;
}

export function createTakenClips(): TakenClips {
  const taken = new Set<string>();
  const columns = new Map<TableDefinition, readonly string[]>();

  function audioColumns(table: TableDefinition): readonly string[] {
    const known = columns.get(table) ?? columnsOfKind(table, 'audio');
    columns.set(table, known);
    return known;
  }

  return {
    take(table, row) {
      const names = audioColumns(table);
      if (names.length === 0) return;
      const clips: string[] = [];
      for (const column of names) {
        const clip = (row as Readonly<Record<string, AudioReference | null | undefined>>)[column];
        if (!clip) continue;
        const { recordingId, index = 0 } = clip;
        const key = `${recordingId}/${index}`;
        if (taken.has(key)) {
          const said = `clip ${index} of recording ${recordingId} belongs to another row`;
          throw new RowError(table.name, column, said);
        }
        clips.push(key);
      }
      for (const key of clips) taken.add(key);
    },
  };
}

const columnsOfKind = ({ features }: TableDefinition, kind: string): string[] =>
  Object.keys(features).filter((name) => features[name]?.kind === kind);
