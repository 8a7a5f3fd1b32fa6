import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * What a user's bundler or page would stumble over in the modules of the built package: imports that are not of its own files, addresses
 * relative to a module (a bundler takes them for assets), and names that only Node or a bundler knows.
 */
export async function findStrays(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(({ name }) => name.endsWith('.js'))
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    paths.map(async (path) => {
      const file = path.slice(dir.length + 1);
      return straysIn(file, await readFile(path, 'utf8')).map((stray) => `${file}: ${stray}`);
    }),
  );
  return found.flat();
}

/** What only Node imports may use what only Node has. */
const OF_NODE = 'node.js';

const FOREIGN = new Set(['process', 'Buffer', '__dirname', '__filename']);
/** Of these, the first Node alone has; a policy without `'unsafe-eval'` refuses the others. */
const NEVER_CALLED = new Set(['require', 'eval', 'Function']);

/** @param file its path in the package. */
export function straysIn(file: string, text: string): string[] {
  const { program, module, errors } = parseSync(file, text);
  if (errors[0] !== undefined) return [`does not parse: ${errors[0].message}`];
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
    ),
  ];
  const strays = requests
    .filter((request) => !/^\.{1,2}\/[\w./-]+\.js$/.test(request))
    .filter((request) => file !== OF_NODE || !request.startsWith('node:'))
    .map((request) => `imports ${request}`);
  const note = (names: ReadonlySet<string>, { type, ...node }: { type: string; name?: string }) => {
    if (file === OF_NODE && names === FOREIGN) return;
    if (type === 'Identifier' && node.name !== undefined && names.has(node.name))
      strays.push(`uses ${node.name}`);
  };
  new Visitor({
    MetaProperty: ({ meta }) => {
      if (meta.name === 'import' && !file.startsWith('worker/') && file !== OF_NODE)
        strays.push('uses import.meta');
    },
    MemberExpression: ({ object }) => note(FOREIGN, object as { type: string; name?: string }),
    CallExpression: ({ callee }) => note(NEVER_CALLED, callee as { type: string; name?: string }),
    NewExpression: ({ callee }) => note(NEVER_CALLED, callee as { type: string; name?: string }),
  }).visit(program);
  return [...new Set(strays)];
}
