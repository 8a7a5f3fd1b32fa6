import { type Node, type Program, type Span, Visitor } from 'oxc-parser';

/** The names of types that a node mentions, and whether `any` is among its types. */
export function readUses(program: Program, within: Span): { uses: ReadonlySet<string>; hasAny: boolean } {
  const uses = new Set<string>();
  let hasAny = false;
  const isWithin = ({ start, end }: Span) => start >= within.start && end <= within.end;
  const add = (name: Node) => {
    if (isWithin(name) && name.type === 'Identifier') uses.add(name.name);
  };
  new Visitor({
    TSTypeReference: ({ typeName }) => add(typeName),
    TSTypeQuery: ({ exprName }) => add(exprName),
    TSInterfaceHeritage: ({ expression }) => add(expression),
    TSImportType: ({ qualifier }) => qualifier && add(qualifier),
    TSAnyKeyword: (node) => {
      hasAny ||= isWithin(node);
    },
  }).visit(program);
  return { uses, hasAny };
}
