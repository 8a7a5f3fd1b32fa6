import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findDocProblems } from '../../scripts/api/findDocProblems.ts';
import { EXAMPLE_PRELUDE, findExampleProblems } from '../../scripts/api/findExampleProblems.ts';
import { readDoors } from '../../scripts/api/readDoors.ts';
import { renderReference } from '../../scripts/api/renderReference.ts';
import { compareSnapshots, renderSnapshot } from '../../scripts/api/snapshot.ts';
import { rewriteSpecifiers } from '../../scripts/build/rewriteSpecifiers.ts';
import { sdkDoors } from '../../scripts/build/sdkDoors.ts';

const DOCS = new URL('../../docs/api/', import.meta.url).pathname;

const dirs: string[] = [];
afterEach(() => Promise.all(dirs.splice(0).map((dir) => rm(dir, { recursive: true, force: true }))));

/** What the examples take as given of a door, as anything. */
function givenOf(specifier: string): string {
  const imports = [...EXAMPLE_PRELUDE.matchAll(/^import type \{ (.*) \} from '(.*)';$/gm)];
  const names = imports.flatMap(([, list = '', from]) => (from === specifier ? list.split(', ') : []));
  const declarations = names.map((name) =>
    /^[A-Z]/.test(name)
      ? `export type ${name}<A = unknown, B = unknown> = object;`
      : `export declare const ${name}: unique symbol;`,
  );
  return ['export {};', ...declarations.map((declaration) => `/** Given. */ ${declaration}`)].join('\n');
}

/** Published types whose first door has this text; the names that examples take as given are there, too. */
async function publish(index: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-api-'));
  dirs.push(dir);
  const doors = sdkDoors().map(({ subpath, name }): [string, string] => [
    `${name}.d.ts`,
    givenOf(posix.join('@parqueue/sdk', subpath)),
  ]);
  const files: Record<string, string> = { ...Object.fromEntries(doors), ...more };
  files['index.d.ts'] = `${files['index.d.ts']}\n${index}`;
  await Promise.all(Object.entries(files).map(([path, text]) => writeFile(join(dir, path), text)));
  return dir;
}

const problemsOf = async (index: string, more?: Readonly<Record<string, string>>): Promise<string[]> =>
  findDocProblems(readDoors(await publish(index, more)));

describe('the check of docstrings', () => {
  it('is content with a symbol that says everything', async () => {
    const index = `/**
 * How far.
 *
 * @example
 * \`\`\`ts
 * walk({ steps: 3 });
 * \`\`\`
 */
export interface WalkOptions {
  /** How many. Default 1. */
  readonly steps?: number;
}
/**
 * Walks, as {@link WalkOptions} says.
 *
 * @throws {RangeError} when it is too far.
 * @example
 * \`\`\`ts
 * walk();
 * \`\`\`
 */
export declare function walk(options?: WalkOptions): void;`;
    expect(await problemsOf(index)).toEqual([]);
  });

  it('finds symbols and members without words, also inside other members', async () => {
    const index =
      'export interface Place { readonly at: { /** North. */ x: number; y: number }; go(): void }';
    expect(await problemsOf(index)).toEqual([
      '@parqueue/sdk: Place: has no docstring',
      '@parqueue/sdk: Place.at: has no docstring',
      '@parqueue/sdk: Place.at.y: has no docstring',
      '@parqueue/sdk: Place.go: has no docstring',
    ]);
  });

  it('asks no words of what tells the variants of a union apart', async () => {
    expect(await problemsOf("/** One. */\nexport type One = { kind: 'a' } | { kind: 'b' };")).toEqual([]);
  });

  it('finds functions, constants that are functions, methods and options without an example', async () => {
    const index = `/** A. */ export declare function a(): void;
/** B. */ export declare const b: () => void;
/** C. */ export interface COptions {}
/** D. */ export interface D { /** E. */ e(): void }`;
    const lack = (name: string) => `@parqueue/sdk: ${name}: has no @example`;
    expect(await problemsOf(index)).toEqual([lack('COptions'), lack('D.e'), lack('a'), lack('b')]);
  });

  it('finds an example that is no block of TypeScript, and a tag that it does not know', async () => {
    const index = '/** A.\n * @example a()\n * @todo b\n */\nexport declare const a = 1;';
    expect(await problemsOf(index)).toEqual([
      '@parqueue/sdk: a: @example: expected one block of code between ```ts and ```',
      '@parqueue/sdk: a: the tag @todo is not used here',
    ]);
  });

  it('finds an option that does not say its default', async () => {
    const index =
      '/** A.\n * @example\n * ```ts\n * 1;\n * ```\n */\nexport interface AOptions { /** How. */ b?: 1 }';
    expect(await problemsOf(index)).toEqual([
      '@parqueue/sdk: AOptions.b: does not say its default ("Default …")',
    ]);
  });

  it('finds any, a type that no door exports, and a link that leads nowhere', async () => {
    const index = `interface Hidden {}
/** A, see {@link B}. */ export type A = Hidden | Map<string, any>;`;
    expect(await problemsOf(index)).toEqual([
      '@parqueue/sdk: A: links to B, which no door exports',
      '@parqueue/sdk: A: is any, or has it among its types',
      '@parqueue/sdk: A: names the type Hidden, which no door exports',
    ]);
  });

  it('reads a symbol that two doors export once, at the later one', async () => {
    const dir = await publish("export { Shared } from './schema.js';", {
      'schema.d.ts': '/** Shared. */\nexport type Shared = 1;',
    });
    const [sdk, schema] = readDoors(dir);
    expect([...(sdk?.borrowed ?? [])]).toEqual([['Shared', 'schema']]);
    expect(schema?.symbols.map(({ name }) => name)).toEqual(['Shared']);
  });
});

describe('the check of examples', () => {
  const withExample = (code: string) =>
    `/** A.\n * @example\n * \`\`\`ts\n * const one = 1;\n * ${code}\n * \`\`\`\n */\nexport declare function a(to: number): void;`;

  it('names the example that does not compile, and its line', async () => {
    const dir = await publish(withExample("import { a } from '@parqueue/sdk'; a('two'); a(one);"));
    expect(await findExampleProblems(readDoors(dir), dir)).toEqual([
      "the example of sdk.a, line 2: Argument of type 'string' is not assignable to parameter of type 'number'.",
    ]);
  });

  it('is content with one that compiles', async () => {
    const dir = await publish(withExample("import { a } from '@parqueue/sdk'; a(one);"));
    expect(await findExampleProblems(readDoors(dir), dir)).toEqual([]);
  });
});

describe('the snapshot of the public interface', () => {
  const snapshotOf = async (index: string): Promise<string> => {
    const [sdk] = readDoors(await publish(index));
    return sdk === undefined ? '' : renderSnapshot(sdk);
  };

  it('does not change with words', async () => {
    const [a, b] = ['/** One. */', '/** Another. */'].map(
      (doc) => `${doc}\nexport interface A {\n  ${doc}\n  b: 1;\n}`,
    );
    expect(await snapshotOf(a ?? '')).toBe(await snapshotOf(b ?? ''));
  });

  it('tells what is new, gone and another, with the lines', async () => {
    const before = await snapshotOf('export interface A { b: 1; c?: 2 }\nexport declare const gone: 1;');
    const now = await snapshotOf('export interface A { b: 1; c: 2 }\nexport declare function come(): void;');
    expect(compareSnapshots(before, now)).toEqual([
      'A is another:\n  - c?: 2;\n  + c: 2;',
      'come is new',
      'gone is gone',
    ]);
  });
});

describe('the reference', () => {
  it('tells a function from a type of the same name', async () => {
    const dir = await publish(
      '/** T. */ export type Walk = 1;\n/** F, see {@link Walk}. */ export declare function walk(): Walk;',
    );
    const page = renderReference(readDoors(dir), new Map()).get('sdk.md');
    expect(page).toContain('F, see [`Walk`](#type-walk).');
    expect(page).toContain('[`walk`](#function-walk)');
  });

  it('has no link that leads nowhere', async () => {
    const pages = (await readdir(DOCS)).filter((page) => page.endsWith('.md') && !page.endsWith('.api.md'));
    const texts = new Map(
      await Promise.all(
        pages.map(
          async (page): Promise<[string, string]> => [page, await readFile(join(DOCS, page), 'utf8')],
        ),
      ),
    );
    const headingsOf = (page: string) =>
      [...(texts.get(page) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
    const links = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/(?:\]\(|href=")([\w.]*)#([\w-]+)/g)].map(([, to = '', anchor = '']) => ({
        page,
        to: to === '' ? page : to,
        anchor,
      })),
    );
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter(({ to, anchor }) => !headingsOf(to).includes(anchor))).toEqual([]);
  });
});

describe('the published types', () => {
  it('have every kind of specifier rewritten, and nothing else', () => {
    const text = `import type { A } from './a.ts';
export { b } from './b.ts';
export * from './c.ts';
export declare const d: import('./d.ts').D<'./d.ts'>;
`;
    expect(rewriteSpecifiers(text, (specifier) => specifier.replace('.ts', '.js'))).toBe(
      `import type { A } from "./a.js";
export { b } from "./b.js";
export * from "./c.js";
export declare const d: import("./d.js").D<'./d.ts'>;
`,
    );
  });
});
