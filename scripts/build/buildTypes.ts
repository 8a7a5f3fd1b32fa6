import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { rewriteSpecifiers } from './rewriteSpecifiers.ts';
import { sdkDoors } from './sdkDoors.ts';

/**
 * The types of the published package: the declarations that `tsc` emits, those that its doors reach, with specifiers of our sources
 * turned into those of the package.
 *
 * Shared files and not a roll-up for each door (as api-extractor makes them): a table knows its row by unique symbols, of which each
 * roll-up would declare its own, and a table of `/schema` would have rows of type `never` in `createLogger`. Nor is there a second compiler
 * to keep in step, and "go to definition" finds a short file.
 */
export async function buildTypes(outDir: string): Promise<void> {
  const emitted = await mkdtemp(join(await madeDir(join(ROOT, '.cache')), 'types-'));
  try {
    const packageDoors = await readPackageDoors();
    await emitDeclarations(emitted, packageDoors);
    await copyReachable(emitted, outDir, packageDoors);
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

const ROOT = join(import.meta.dirname, '../..');

/** The published doors and the sources that they are made of, below `packages/`. */
const DOORS: ReadonlyMap<string, string> = new Map(
  sdkDoors().map(({ name, source }) => [source.slice('packages/'.length), `${name}.d.ts`]),
);

/** Specifiers of our packages, with their sources below `packages/`: `@parqueue/schema/wire` → `schema/src/wire/index.ts`. */
type PackageDoors = ReadonlyMap<string, string>;

/**
 * Emits the declarations of the doors and of all they import, in the folders of their sources. That the types are right is `tsc -b`'s to say.
 *
 * Our packages are found by `paths`: what is found by way of node_modules first is another's to TypeScript, and not emitted. Which way is
 * first is decided by a race in version 7.
 */
async function emitDeclarations(outDir: string, packageDoors: PackageDoors): Promise<void> {
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true },
      ...{ rootDir: '../../packages', outDir: '.' },
      paths: Object.fromEntries(
        [...packageDoors].map(([door, source]) => [door, [`../../packages/${source}`]]),
      ),
      ...{ lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], types: ['vite/client'] },
    },
    files: [...DOORS.keys()].map((source) => `../../packages/${source}`),
  };
  await writeFile(join(outDir, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', outDir]).catch((error: { stdout: string }) => {
    throw new Error(`types: the declarations could not be emitted:\n${error.stdout}`);
  });
}

async function copyReachable(emitted: string, outDir: string, packageDoors: PackageDoors): Promise<void> {
  const seen = new Set(DOORS.keys());
  for (const source of seen) {
    const published = publishedPath(source);
    const text = rewriteSpecifiers(
      await readFile(join(emitted, source.replace(/\.ts$/, '.d.ts')), 'utf8'),
      (specifier) => {
        const target = sourceOf(source, specifier, packageDoors);
        seen.add(target);
        return relativeSpecifier(published, publishedPath(target));
      },
    );
    await writeFile(join(await madeDir(dirname(join(outDir, published))), posix.basename(published)), text);
  }
}

/** `sdk/src/api/row.ts` → `types/sdk/api/row.d.ts`. */
const publishedPath = (source: string): string =>
  DOORS.get(source) ?? `types/${source.replace('/src/', '/').replace(/\.ts$/, '.d.ts')}`;

function sourceOf(from: string, specifier: string, packageDoors: PackageDoors): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const door = packageDoors.get(specifier);
  if (door !== undefined) return door;
  throw new Error(
    `types: packages/${from} imports ${specifier}, which a user of the package may not have; declare the type here`,
  );
}

function relativeSpecifier(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.d\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}

async function readPackageDoors(): Promise<PackageDoors> {
  const manifest = await readFile(join(ROOT, 'packages/schema/package.json'), 'utf8');
  const { name, exports } = JSON.parse(manifest) as { name: string; exports: Record<string, string> };
  return new Map(
    Object.entries(exports).map(([door, file]) => [posix.join(name, door), posix.join('schema', file)]),
  );
}

async function madeDir(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}
