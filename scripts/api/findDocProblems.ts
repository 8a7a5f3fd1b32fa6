import type { ApiDoor, ApiMember, ApiSymbol, Doc } from './apiModel.ts';

/**
 * What the public interface lacks: a docstring on each symbol and member, an example on each function, method and interface of options,
 * the default of each option, links that lead somewhere, no `any`, and no type that its user could not name.
 */
export function findDocProblems(doors: readonly ApiDoor[]): string[] {
  const known = new Set(doors.flatMap(({ symbols }) => symbols.map(({ name }) => name)));
  return doors.flatMap(({ specifier, symbols }) =>
    symbols.flatMap((symbol) =>
      symbolProblems(symbol, known).map((problem) => `${specifier}: ${symbol.name}${problem}`),
    ),
  );
}

function symbolProblems(symbol: ApiSymbol, known: ReadonlySet<string>): string[] {
  const problems = docProblems(symbol.doc, known);
  const isOptions = symbol.kind === 'interface' && symbol.name.endsWith('Options');
  if ((symbol.kind === 'function' || isOptions) && symbol.doc?.examples.length === 0)
    problems.push(': has no @example');
  if (symbol.hasAny) problems.push(': is any, or has it among its types');
  for (const used of symbol.uses)
    if (!known.has(used)) problems.push(`: names the type ${used}, which no door exports`);
  for (const member of symbol.members)
    problems.push(...memberProblems(member, isOptions, known).map((problem) => `.${member.path}${problem}`));
  return problems;
}

function memberProblems(member: ApiMember, isOption: boolean, known: ReadonlySet<string>): string[] {
  if (member.isLiteral && member.doc === undefined) return [];
  const problems = docProblems(member.doc, known);
  if (member.kind === 'method' && member.path !== 'constructor' && member.doc?.examples.length === 0)
    problems.push(': has no @example');
  if (isOption && member.isOptional && member.doc && !/\bdefault\b/i.test(member.doc.prose))
    problems.push(': does not say its default ("Default …")');
  return problems;
}

function docProblems(doc: Doc | undefined, known: ReadonlySet<string>): string[] {
  if (doc === undefined || doc.prose === '') return [': has no docstring'];
  const texts = [doc.prose, doc.returns ?? '', ...doc.params.values(), ...doc.throws];
  const links = texts.flatMap((text) => [...text.matchAll(/\{@link (\w+)\}/g)].map(([, name = '']) => name));
  return [
    ...doc.problems.map((problem) => `: ${problem}`),
    ...links.filter((name) => !known.has(name)).map((name) => `: links to ${name}, which no door exports`),
  ];
}
