import {
  type MethodDefinition,
  type PropertyDefinition,
  type Span,
  type TSMethodSignature,
  type TSPropertySignature,
  Visitor,
} from 'oxc-parser';
import type { ApiMember } from './apiModel.ts';
import type { Source } from './readDeclarations.ts';

type MemberNode = TSPropertySignature | TSMethodSignature | PropertyDefinition | MethodDefinition;

/** The members of a declaration, outer before inner, as they stand. What has a computed name, such as a phantom, is none. */
export function readMembers(source: Source, within: Span): ApiMember[] {
  const found: MemberNode[] = [];
  const add = (node: MemberNode) => {
    if (isIn(node, within) && !node.computed && nameOf(node) !== '') found.push(node);
  };
  new Visitor({
    TSPropertySignature: add,
    TSMethodSignature: add,
    PropertyDefinition: add,
    MethodDefinition: add,
  }).visit(source.program);
  return found.map((node) => readMember(source, node, found));
}

function readMember(source: Source, node: MemberNode, all: readonly MemberNode[]): ApiMember {
  const holders = all.filter((other) => other !== node && isIn(node, other));
  const inner = all.filter((other) => other !== node && isIn(other, node));
  return {
    path: [...holders, node].map(nameOf).join('.'),
    kind: isMethod(node) ? 'method' : 'property',
    isOptional: node.optional === true,
    isLiteral: isLiteral(node),
    type: typeOf(source, node, inner),
    doc: source.docBefore(node),
  };
}

const isIn = (node: Span, outer: Span): boolean => node.start >= outer.start && node.end <= outer.end;

const isMethod = (node: MemberNode): node is TSMethodSignature | MethodDefinition =>
  node.type === 'TSMethodSignature' ||
  node.type === 'MethodDefinition' ||
  node.type === 'TSAbstractMethodDefinition';

const nameOf = ({ key }: MemberNode): string =>
  key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';

function isLiteral(node: MemberNode): boolean {
  if (isMethod(node)) return false;
  return node.typeAnnotation?.typeAnnotation.type === 'TSLiteralType';
}

function typeOf(source: Source, node: MemberNode, inner: readonly MemberNode[]): string {
  if (isMethod(node)) return tidy(source.codeOf(node)).replace(/;$/, '');
  const type = node.typeAnnotation?.typeAnnotation ?? ('value' in node ? node.value : null);
  if (type === null) return 'unknown';
  const code = tidy(source.codeOf(type));
  return inner.some((one) => isIn(one, type)) ? code.replace(/\{.*\}/, '{ … }') : code;
}

const tidy = (code: string): string =>
  code
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/\s+/g, ' ')
    .trim();
