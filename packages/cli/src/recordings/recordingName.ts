import { safeName } from '../output/safeName.ts';
import type { Recording } from './readRecordings.ts';

/** A name for the file of a recording that no other one of these has: its own, else with the table and id. */
export function recordingName({ id, table, media }: Recording, taken: Set<string>): string {
  const own = safeName(withExtension(media?.path || id));
  const name = taken.has(own.toLowerCase()) ? safeName(`${table}-${id}-${own}`) : own;
  taken.add(name.toLowerCase());
  return name;
}

const withExtension = (name: string): string => (/\.[A-Za-z0-9]{1,8}$/.test(name) ? name : `${name}.flac`);
