import { fileURLToPath } from 'node:url';

/** A page of `examples/`, and where it is served. */
export interface ExamplePage {
  /** Its folder in `examples/`. */
  readonly name: string;
  /** With a slash at the end. */
  readonly path: `/${string}`;
  readonly root: string;
}

/** The recorder is at the address that `npm start` prints, the others are below it. */
const NAMES: readonly string[] = ['recorder', 'aligner', 'pipeline', 'radio'];

export const EXAMPLE_PAGES: readonly ExamplePage[] = NAMES.map((name, i) => ({
  name,
  path: i === 0 ? '/' : `/${name}/`,
  root: fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)),
}));
