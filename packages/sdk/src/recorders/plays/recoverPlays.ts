import type { PlayHistoryRow } from '@parqueue/schema/presets';
import type { OpenMarks } from '../openMarks.ts';
import { isSettled } from './openPlay.ts';
import type { PlayDoor } from './playRecorder.ts';

/**
 * Ends the plays that earlier lives left open, with what was last noted of them; gives their ids. Each is marked as this life's until its
 * end is written. One that had ended already is ended the same way again, which changes nothing.
 */
export async function recoverPlays(door: PlayDoor, marks: OpenMarks): Promise<readonly string[]> {
  const left = await marks.takeLeft();
  const ended = left.map(async ({ id, value }) => {
    const columns = parseColumns(value);
    if (columns === undefined) return [];
    marks.put(id, value);
    const result = await door.row(id).set(columns);
    if (isSettled(result)) marks.remove(id);
    return result.applied ? [id] : [];
  });
  return (await Promise.all(ended)).flat();
}

/** What this recorder wrote itself, unless somebody else wrote under its key. */
function parseColumns(value: string): PlayHistoryRow | undefined {
  try {
    const columns: unknown = JSON.parse(value);
    return typeof columns === 'object' && columns !== null ? columns : undefined;
  } catch {
    return undefined;
  }
}
