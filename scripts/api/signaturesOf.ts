import type { ApiSymbol } from './apiModel.ts';
import { formatCode } from './formatCode.ts';

/** What the reference shows above the members of each symbol, by name: empty where the heading says it already. */
export function signaturesOf(symbols: readonly ApiSymbol[]): ReadonlyMap<string, string> {
  const formatted = formatCode(symbols.map(signatureOf));
  return new Map(
    symbols.map(({ kind, name }, i) => {
      const signature = (formatted[i] ?? '').replace('{}', '{ … }');
      return [name, signature === `${kind} ${name} { … }` ? '' : signature];
    }),
  );
}

/** A declaration, without a body that is told member by member. */
function signatureOf({ kind, code, members }: ApiSymbol): string {
  const plain = code.replace(/import\("[^"]*"\)\./g, '');
  const isTold = members.some(({ doc }) => doc !== undefined);
  switch (kind) {
    case 'interface':
    case 'class':
      return withoutBody(plain);
    case 'constant':
      return `declare ${isTold ? withoutBody(plain) : plain}`;
    case 'function':
      return `declare ${plain}`;
    case 'type':
      return plain;
  }
}

/** The first group of braces, emptied. */
function withoutBody(code: string): string {
  const start = code.indexOf('{');
  let depth = 0;
  for (let at = start; at !== -1 && at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}') depth--;
    if (depth === 0) return `${code.slice(0, start)}{}${code.slice(at + 1)}`;
  }
  return code;
}
