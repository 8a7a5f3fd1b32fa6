export const engineNames = ['firefox', 'webkit'] as const;
export type EngineName = (typeof engineNames)[number];

/** Tests that an engine does not run, and why. `title` is the beginning of their titles; without it, all of the file are meant. */
export interface Difference {
  readonly file: string;
  readonly title?: string;
  readonly reason: string;
}

export const differences: Readonly<Record<EngineName, readonly Difference[]>> = {
  firefox: [],
  webkit: [],
};

/** Why an engine does not run a test; undefined where it does. */
export function findDifference(engine: EngineName, file: string, title: string): Difference | undefined {
  return differences[engine].find((one) => one.file === file && title.startsWith(one.title ?? ''));
}
