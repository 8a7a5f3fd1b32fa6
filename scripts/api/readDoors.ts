import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { sdkDoors } from '../build/sdkDoors.ts';
import type { ApiDoor, ApiSymbol } from './apiModel.ts';
import { type DeclarationModule, readDeclarations } from './readDeclarations.ts';

/** The doors, in the order in which the reference names them; where two export one thing, the later one is its home. */
const DOORS = sdkDoors().map(({ subpath, name }) => ({
  name: name === 'index' ? 'sdk' : name,
  specifier: posix.join('@parqueue/sdk', subpath),
  file: `${name}.d.ts`,
}));

/** What this door has in common with another is at home there. */
const BORROWER = 'node';

/** What the published types in `dir` export, door by door. */
export function readDoors(dir: string): ApiDoor[] {
  const modules = new Map<string, DeclarationModule>();
  const moduleAt = (path: string): DeclarationModule => {
    const module = modules.get(path) ?? readDeclarations(path, readFileSync(path, 'utf8'));
    modules.set(path, module);
    return module;
  };

  function resolve(path: string, name: string): ApiSymbol {
    const { declared, reExported } = moduleAt(path);
    const from = reExported.get(name);
    if (from !== undefined)
      return resolve(join(dirname(path), from.specifier.replace(/\.js$/, '.d.ts')), from.name);
    const symbol = declared.get(name);
    if (symbol === undefined) throw new Error(`${path} does not export ${name}`);
    return symbol;
  }

  const exported = DOORS.map(({ file }) => {
    const path = join(dir, file);
    const { declared, reExported } = moduleAt(path);
    return [...declared.keys(), ...reExported.keys()].sort().map((name) => resolve(path, name));
  });
  return DOORS.map(({ name, specifier }, i) => {
    const homeOf = (symbol: ApiSymbol) => {
      const home = exported.findLastIndex(
        (symbols, i) => DOORS[i]?.name !== BORROWER && symbols.includes(symbol),
      );
      return home >= 0 ? home : exported.findIndex((symbols) => symbols.includes(symbol));
    };
    const symbols = exported[i] ?? [];
    return {
      name,
      specifier,
      symbols: symbols.filter((symbol) => homeOf(symbol) === i),
      borrowed: new Map(
        symbols
          .filter((symbol) => homeOf(symbol) !== i)
          .map((symbol) => [symbol.name, DOORS[homeOf(symbol)]?.name ?? '']),
      ),
    };
  });
}
