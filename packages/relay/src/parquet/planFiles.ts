/** As much as is needed to decide into which file a row group goes. */
export interface GroupSize {
  readonly sizeBytes: number;
}

/** A file closes at either: a reader's memory, and what a footer may grow to. */
export const FILE_MAX_BYTES = 32_000_000;
export const FILE_MAX_GROUPS = 1000;

/**
 * Puts row groups into files, the largest first: a file of few large groups is read fast, and what is small comes together. One that is
 * larger than a file has one of its own. Of equal sizes the given order stays, so that the same groups give the same files.
 */
export function planFiles<T extends GroupSize>(groups: readonly T[]): readonly (readonly T[])[] {
  const files: T[][] = [];
  let sizeBytes = 0;
  for (const group of [...groups].sort((a, b) => b.sizeBytes - a.sizeBytes)) {
    const file = files.at(-1);
    if (file && file.length < FILE_MAX_GROUPS && sizeBytes + group.sizeBytes <= FILE_MAX_BYTES) {
      file.push(group);
      sizeBytes += group.sizeBytes;
    } else {
      files.push([group]);
      sizeBytes = group.sizeBytes;
    }
  }
  return files;
}
