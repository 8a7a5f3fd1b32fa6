import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One import, re-export or `import()`. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** A path in the repository, or `npm:name`, `node:name`, `platform:name`; `packed:name` is made by the build. */
  readonly target: string;
  /** `type` is gone at run time, `lazy` is an `import()`. */
  readonly kind: 'value' | 'type' | 'lazy';
  readonly line: number;
}

export interface Module {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
}

/** Finds the door of a workspace package: `@parqueue/schema/wire` → `packages/schema/src/wire/index.ts`. */
export type Doors = ReadonlyMap<string, string>;

const SOURCE = /\.(ts|mjs|cjs)$/;

/** Every source file that git knows or would take, parsed. */
export function readModules(root: string): Module[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed.split('\n').filter((path) => SOURCE.test(path) && existsSync(join(root, path)));
  const doors = readDoors(root);
  return paths.map((path) => parseModule(path, readFileSync(join(root, path), 'utf8'), doors));
}

function readDoors(root: string): Doors {
  const doors = new Map<string, string>();
  const manifests = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*/package.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const manifest of manifests.split('\n').filter((path) => path !== '')) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as {
      name: string;
      exports?: Record<string, string>;
    };
    for (const [door, file] of Object.entries(exports)) {
      doors.set(posix.join(name, door), posix.join(posix.dirname(manifest), file));
    }
  }
  return doors;
}

/**
 * @throws {Error} when the file does not parse: a file that was not read must not count as clean.
 */
export function parseModule(path: string, source: string, doors: Doors): Module {
  const { module, errors } = parseSync(path, source, {
    sourceType: path.endsWith('.cjs') ? 'script' : 'module',
  });
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const imports: Import[] = [];
  const add = (start: number, specifier: string, kind: Import['kind']): void => {
    const line = source.slice(0, start).split('\n').length;
    imports.push({ specifier, target: targetOf(path, specifier, doors), kind, line });
  };
  const kindAt = (start: number): Import['kind'] =>
    /^(import|export)\s+type(\s*[{*]|\s+\w)/.test(source.slice(start, start + 60).replace(/type\s+from/, ''))
      ? 'type'
      : 'value';
  for (const { start, moduleRequest } of module.staticImports) add(start, moduleRequest.value, kindAt(start));
  for (const { start, entries } of module.staticExports) {
    const from = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (from) add(start, from.value, kindAt(start));
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const written = source.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^(['"`])([^$]*)\1$/.exec(written);
    if (literal !== null) add(start, literal[2] as string, 'lazy');
  }
  return { path, imports };
}

function targetOf(from: string, specifier: string, doors: Doors): string {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('.')) return posix.join(posix.dirname(from), bare);
  if (bare.startsWith('@parqueue/')) return doors.get(bare) ?? `no door: ${bare}`;
  if (isBuiltin(bare)) return bare.startsWith('node:') ? bare : `node:${bare}`;
  if (bare.startsWith('packed:')) return bare;
  if (/^[a-z]+:/.test(bare)) return `platform:${bare}`;
  const parts = bare.split('/');
  return `npm:${bare.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]}`;
}
