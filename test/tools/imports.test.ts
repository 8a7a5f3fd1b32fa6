import { describe, expect, it } from 'vitest';
import { findViolations } from '../../scripts/imports/findViolations.ts';
import { LIGHT_DOORS } from '../../scripts/imports/importRules.ts';
import { type Module, parseModule, readModules } from '../../scripts/imports/readModules.ts';

const DOORS = new Map([
  ['@parqueue/schema', 'packages/schema/src/index.ts'],
  ['@parqueue/schema/wire', 'packages/schema/src/wire/index.ts'],
  ['@parqueue/sdk', 'packages/sdk/src/index.ts'],
  ['@parqueue/relay', 'packages/relay/src/index.ts'],
]);

/** The names of the rules that break when a file says this. */
function broken(path: string, source: string, others: readonly Module[] = []): string[] {
  const violations = findViolations([parseModule(path, source, DOORS), ...others]);
  return violations
    .map((violation) => violation.split(': ')[1] ?? '')
    .filter((rule) => rule !== 'file-exists');
}

const SDK = 'packages/sdk/src';
const SCHEMA = 'packages/schema/src';
const RELAY = 'packages/relay/src';

describe('import rules', () => {
  it.each<[string, string, string]>([
    ['schema-is-pure', `${SCHEMA}/row/x.ts`, "import 'hono'"],
    ['schema-is-pure', `${SCHEMA}/row/x.ts`, "import { readFileSync } from 'node:fs'"],
    ['valibot-in-wire', `${SCHEMA}/row/x.ts`, "import * as v from 'valibot'"],
    ['arrow-in-arrow', `${SCHEMA}/table/x.ts`, "import type { Schema } from 'apache-arrow'"],
    ['yaml-in-card', `${SCHEMA}/presets/x.ts`, "import { parse } from 'yaml'"],
    ['schema-stands-on-tables', `${SCHEMA}/presets/x.ts`, "import { x } from '../card/x.ts'"],
    ['schema-stands-on-tables', `${SCHEMA}/wire/x.ts`, "import type { X } from '../row/x.ts'"],
    ['wire-knows-no-tables', `${SCHEMA}/wire/x.ts`, "import type { X } from '../table/table.ts'"],
    ['packages-meet-in-schema', `${SDK}/page/x.ts`, "import type { X } from '@parqueue/relay'"],
    ['packages-by-name', `${SDK}/page/x.test.ts`, "import { x } from '../../../relay/src/x.ts'"],
    ['packages-by-name', `${SDK}/page/x.ts`, "import { x } from '../../../schema/src/table/table.ts'"],
    ['doors-only', `${SDK}/page/x.ts`, "import { x } from '@parqueue/schema/row/x.ts'"],
    ['sdk-parts-meet-in-the-engine', `${SDK}/parquet/x.ts`, "import { x } from '../store/x.ts'"],
    ['sdk-parts-meet-in-the-engine', `${SDK}/audio/x.ts`, "export { x } from '../engine/x.ts'"],
    ['engine-knows-ports-only', `${SDK}/engine/x.ts`, "import { openIdbStore } from '../store/idbStore.ts'"],
    ['relay-adapters-are-wired-once', `${RELAY}/routes/x.ts`, "import { x } from '../hub/hfHubClient.ts'"],
    ['hub-library-behind-its-port', `${RELAY}/committer/x.ts`, "import { commit } from '@huggingface/hub'"],
    ['src-never-imports-tests', `${SDK}/page/x.ts`, "import { x } from './y.contract.ts'"],
    ['src-never-imports-tests', `${SDK}/page/x.ts`, "import { x } from '../testing/y.ts'"],
    ['src-never-imports-tests', `${SDK}/page/x.ts`, "import { x } from '../../../../test/support/y.ts'"],
    ['examples-use-public-doors', 'examples/recorder/src/x.ts', "import { x } from '@parqueue/relay'"],
    [
      'packages-by-name',
      'examples/recorder/src/x.ts',
      "import { x } from '../../../packages/sdk/src/page/x.ts'",
    ],
    ['no-node-in-the-browser', `${SDK}/page/x.ts`, "const x = () => import('node:fs')"],
    ['platform-modules-in-the-relay', `${SDK}/page/x.ts`, "import { x } from 'cloudflare:workers'"],
  ])('%s: %s may not say %s', (rule, path, source) => {
    expect(broken(path, source)).toContain(rule);
  });

  it.each<[string, string]>([
    [`${SCHEMA}/wire/x.ts`, "import * as v from 'valibot'"],
    [`${SCHEMA}/row/x.ts`, "import type { X } from '../table/table.ts'"],
    [`${SCHEMA}/row/x.test.ts`, "import { x } from '../../../../test/support/seeded.ts'; import 'node:fs'"],
    [`${SDK}/parquet/x.ts`, "import type { X } from '../store/x.ts'"],
    [
      `${SDK}/engine/x.ts`,
      "import { x } from '../journal/x.ts'; import type { S } from '../store/idbStore.ts'",
    ],
    [`${SDK}/page/x.ts`, "import { table } from '@parqueue/schema'; import url from './x.wasm?url'"],
    [`${RELAY}/createRelay.ts`, "import { x } from './hub/hfHubClient.ts'"],
    [`${RELAY}/tables.ts`, "import * as exported from 'parqueue.tables'"],
    [
      'examples/recorder/src/x.ts',
      "import { createLogger } from '@parqueue/sdk'; import '../../shared/tokens.css'",
    ],
    ['test/bench/x.ts', "import { x } from '../../packages/sdk/src/audio/x.ts'; import 'node:fs'"],
  ])('%s may say %s', (path, source) => {
    expect(broken(path, source)).toEqual([]);
  });

  it('finds cycles of values, and lets types go in circles', () => {
    const b = parseModule(`${SDK}/page/b.ts`, "export * from './c.ts'", DOORS);
    const c = parseModule(`${SDK}/page/c.ts`, "import { a } from './a.ts'", DOORS);
    const a = (source: string): string[] => broken(`${SDK}/page/a.ts`, source, [b, c]);
    expect(a("import { b } from './b.ts'")).toEqual(['no-value-cycles']);
    expect(a("import './b.ts'; import { c } from './c.ts'")).toContain('no-value-cycles');
    expect(a("import type { B } from './b.ts'")).toEqual([]);
    expect(a("import type B from './b.ts'; const later = () => import('./b.ts')")).toEqual([]);
  });

  it('finds what a light door would load, however far away', () => {
    const far = parseModule(`${SDK}/page/far.ts`, "import { Table } from 'apache-arrow'", DOORS);
    const door = (source: string): string[] => broken(`${SDK}/index.ts`, source, [far]);
    expect(door("export { far } from './page/far.ts'")).toEqual(['light-doors']);
    expect(
      door("export type { Far } from './page/far.ts'; const later = () => import('./page/far.ts')"),
    ).toEqual([]);
  });

  it('finds a file that is not there', () => {
    const module = parseModule('test/x.ts', "import './gone.ts'", DOORS);
    expect(findViolations([module])).toEqual([
      'test/x.ts:1: file-exists: imports ./gone.ts; there is no such file',
    ]);
  });

  it('does not take a file that it cannot parse for a clean one', () => {
    expect(() => parseModule('x.ts', 'import { from', DOORS)).toThrow('x.ts: ');
  });

  it('reads this repository, its doors included', () => {
    const modules = readModules(new URL('../..', import.meta.url).pathname);
    const paths = new Set(modules.map((module) => module.path));
    expect(paths.size).toBeGreaterThan(50);
    for (const { door } of LIGHT_DOORS) expect(paths).toContain(door);
    const here = modules.find((module) => module.path === 'test/tools/imports.test.ts');
    expect(here?.imports.map((one) => [one.target, one.kind])).toContainEqual([
      'scripts/imports/findViolations.ts',
      'value',
    ]);
  });
});
