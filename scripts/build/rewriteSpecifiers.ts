import { parseSync, type Span, Visitor } from 'oxc-parser';

/**
 * The text of a declaration file with every module specifier changed: of imports, re-exports and `import("…")` types.
 *
 * @throws {Error} when the text does not parse.
 */
export function rewriteSpecifiers(text: string, rewrite: (specifier: string) => string): string {
  const { program, errors } = parseSync('file.d.ts', text);
  if (errors[0] !== undefined) throw new Error(`types: ${errors[0].message}`);
  const sources: (Span & { readonly value: string })[] = [];
  const add = ({ source }: { readonly source: (Span & { readonly value: string }) | null }) => {
    if (source !== null) sources.push(source);
  };
  new Visitor({
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    TSImportType: add,
  }).visit(program);
  let rewritten = '';
  let at = 0;
  for (const { start, end, value } of sources.sort((a, b) => a.start - b.start)) {
    rewritten += `${text.slice(at, start)}"${rewrite(value)}"`;
    at = end;
  }
  return rewritten + text.slice(at);
}
