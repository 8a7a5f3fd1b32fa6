import type { ApiDoor } from './apiModel.ts';
import { formatCode } from './formatCode.ts';

/** The public interface of a door, declaration by declaration, without docstrings. */
export function renderSnapshot({ specifier, symbols, borrowed }: ApiDoor): string {
  const declarations = formatCode(
    symbols.map(({ kind, code }) => {
      const declare = kind === 'interface' || kind === 'type' ? '' : 'declare ';
      return `export ${declare}${code.replace(/import\("[^"]*"\)\./g, '')}`;
    }),
  );
  const others = [...borrowed].map(([name, door]) => `export { ${name} } from '@parqueue/sdk/${door}';`);
  return `# The public interface of \`${specifier}\`

What users build on. A change here is a change for them: \`npm run api -- --update\` writes this page, and the changelog says what it means.

\`\`\`ts
${[...others, ...declarations].join('\n\n')}
\`\`\`
`;
}

/** How the public interface differs from its snapshot, export by export. */
export function compareSnapshots(committed: string, current: string): string[] {
  const before = declarationsOf(committed);
  const now = declarationsOf(current);
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), now.get(name)];
    if (was === is) return [];
    if (was === undefined) return [`${name} is new`];
    if (is === undefined) return [`${name} is gone`];
    return [`${name} is another:\n${difference(was.split('\n'), is.split('\n'))}`];
  });
}

function declarationsOf(snapshot: string): Map<string, string> {
  const code = /```ts\n([\s\S]*)\n```/.exec(snapshot)?.[1] ?? '';
  const named = code
    .split('\n\n')
    .map((one): [string, string] => [/^export (?:declare )?(?:\w+|\{) (\w+)/.exec(one)?.[1] ?? one, one]);
  return new Map(named.filter(([name]) => name !== ''));
}

function difference(before: readonly string[], now: readonly string[]): string {
  const gone = before.filter((line) => !now.includes(line)).map((line) => `  - ${line.trim()}`);
  const come = now.filter((line) => !before.includes(line)).map((line) => `  + ${line.trim()}`);
  return [...gone, ...come].join('\n') || '  its lines stand in another order';
}
