import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** The modules that a browser loads for these: they and all that they import at once; paths in the folder. */
export function loadedModules(dir: string, modules: readonly string[]): Set<string> {
  const loaded = new Set(modules);
  for (const path of loaded) {
    const { module } = parseSync(path, readFileSync(join(dir, path), 'utf8'));
    const requests = [
      ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...module.staticExports.flatMap(({ entries }) =>
        entries.map(({ moduleRequest }) => moduleRequest?.value),
      ),
    ];
    for (const request of requests)
      if (request?.startsWith('.')) loaded.add(posix.join(posix.dirname(path), request));
  }
  return loaded;
}
