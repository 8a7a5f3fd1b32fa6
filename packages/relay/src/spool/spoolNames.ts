/** The spools of a dataset are counted from 0; the first holds the committer. */

/** Which of so many spools a shard belongs to: the last 32 bits of its id are random (RFC 9562 §5.7). */
export const homeOf = (shardId: string, spoolCount: number): number =>
  Number.parseInt(shardId.slice(-8), 16) % spoolCount;

/** The name that the platform knows a spool by. No name of a dataset has a `#`. */
export const spoolName = (dataset: string, index: number): string =>
  index === 0 ? dataset : `${dataset}#${index}`;

export function parseSpoolName(name: string): { readonly dataset: string; readonly index: number } {
  const [dataset = '', index = '0'] = name.split('#');
  return { dataset, index: Number(index) };
}
