import { posix } from 'node:path';
import { IMPORT_RULES, type ImportRule, LIGHT_DOORS } from './importRules.ts';
import type { Import, Module } from './readModules.ts';

/** A forbidden import, ready to print: `path:line: rule: …`. */
export type Violation = string;

/** All violations: of the rules, of doors between packages, cycles of values, and heavy doors. */
export function findViolations(modules: readonly Module[]): Violation[] {
  const known = new Map(modules.map((module) => [module.path, module]));
  return [
    ...modules.flatMap((module) =>
      module.imports.flatMap((one) => [...brokenRules(module, one), ...brokenDoor(module, one, known)]),
    ),
    ...findCycles(known),
    ...heavyDoors(known),
  ];
}

const said = (module: Module, one: Import, rule: string, why: string): Violation =>
  `${module.path}:${one.line}: ${rule}: imports ${one.specifier}; ${why}`;

function brokenRules(module: Module, one: Import): Violation[] {
  return IMPORT_RULES.filter((rule) => breaks(rule, module.path, one)).map((rule) =>
    said(module, one, rule.name, rule.why),
  );
}

function breaks(rule: ImportRule, path: string, one: Import): boolean {
  const match = rule.from.exec(path);
  if (match === null || rule.except?.test(path) || !rule.to.test(one.target)) return false;
  if (rule.typesPass && one.kind === 'type') return false;
  return rule.allow === undefined || !new RegExp(rule.allow.replace('$1', match[1] ?? '')).test(one.target);
}

/** Between packages, imports go by name and through a door (not so from test/ and scripts/); and a relative import finds its file. */
function brokenDoor(module: Module, one: Import, known: ReadonlyMap<string, Module>): Violation[] {
  if (one.target.startsWith('no door: '))
    return [said(module, one, 'doors-only', 'the package has no such door in its exports')];
  if (!one.specifier.startsWith('.')) return [];
  const [from, to] = [packageOf(module.path), packageOf(one.target)];
  const isAround = /^(test|scripts)\//.test(module.path);
  if (to !== undefined && from !== to && !isAround)
    return [said(module, one, 'packages-by-name', `import ${to} by its name, through a door`)];
  const isSource = /\.(ts|mjs|cjs)$/.test(one.target);
  if (isSource && !known.has(posix.normalize(one.target)))
    return [said(module, one, 'file-exists', 'there is no such file')];
  return [];
}

const packageOf = (path: string): string | undefined =>
  /^(packages|examples(?!\/shared\/))\/[^/]+/.exec(path)?.[0];

/** Cycles of value imports, each once, from its first file in alphabetical order. */
function findCycles(known: ReadonlyMap<string, Module>): Violation[] {
  const cycles = new Map<string, Violation>();
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const begin = way.indexOf(path);
    if (begin >= 0) {
      const cycle = way.slice(begin);
      cycles.set([...cycle].sort().join(), `${path}: no-value-cycles: ${[...cycle, path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const one of known.get(path)?.imports ?? []) {
      if (one.kind === 'value' && known.has(one.target)) visit(one.target, [...way, path]);
    }
    done.add(path);
  };
  for (const path of [...known.keys()].sort()) visit(path, []);
  return [...cycles.values()];
}

/** Packages that a light door would load at once. */
function heavyDoors(known: ReadonlyMap<string, Module>): Violation[] {
  return LIGHT_DOORS.flatMap(({ door, without }) => {
    const cameFrom = new Map<string, string | undefined>([[door, undefined]]);
    for (const path of cameFrom.keys()) {
      for (const one of known.get(path)?.imports ?? []) {
        if (one.kind === 'value' && !cameFrom.has(one.target)) cameFrom.set(one.target, path);
      }
    }
    const heavy = [...cameFrom.keys()].filter((target) => without.test(target));
    return heavy.map(
      (target) => `${door}: light-doors: loads ${target} at once, by ${wayTo(target, cameFrom)}`,
    );
  });
}

function wayTo(target: string, cameFrom: ReadonlyMap<string, string | undefined>): string {
  const way: string[] = [];
  for (let at: string | undefined = target; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way.join(' → ');
}
