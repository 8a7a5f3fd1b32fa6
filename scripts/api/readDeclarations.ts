import { type Comment, type Declaration, type Node, type Program, parseSync, type Span } from 'oxc-parser';
import type { ApiSymbol } from './apiModel.ts';
import { parseDoc } from './parseDoc.ts';
import { readMembers } from './readMembers.ts';
import { readUses } from './readUses.ts';

/** Where an exported name comes from: another module's name. */
export interface ReExport {
  readonly specifier: string;
  readonly name: string;
}

/** A module of declarations. */
export interface DeclarationModule {
  /** What is declared and exported in it, by name. */
  readonly declared: ReadonlyMap<string, ApiSymbol>;
  readonly reExported: ReadonlyMap<string, ReExport>;
}

/** The text of a module, with what parts of it are wanted for: the docstring before a node, and code without comments. */
export interface Source {
  readonly program: Program;
  docBefore(node: Span): ReturnType<typeof parseDoc> | undefined;
  codeOf(node: Span): string;
}

/** @throws {Error} when the module does not parse. */
export function readDeclarations(path: string, text: string): DeclarationModule {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const source = createSource(text, program, comments);
  const around = namesBeside(program);
  const declared = new Map<string, ApiSymbol>();
  const reExported = new Map<string, ReExport>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const { local, exported } of statement.specifiers) {
      if (statement.source === null) continue;
      reExported.set(nameOf(exported), { specifier: statement.source.value, name: nameOf(local) });
    }
    if (statement.declaration === null) continue;
    const symbol = readSymbol(source, statement, statement.declaration, around);
    declared.set(symbol.name, symbol);
  }
  return { declared, reExported };
}

function createSource(text: string, program: Program, comments: readonly Comment[]): Source {
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return {
    program,
    docBefore({ start }) {
      const doc = docs.findLast(({ end }) => end <= start && text.slice(end, start).trim() === '');
      return doc && parseDoc(doc.value.slice(1));
    },
    codeOf({ start, end }) {
      let code = '';
      let at = start;
      for (const comment of comments) {
        if (comment.start < at || comment.end > end) continue;
        code += text.slice(at, comment.start);
        at = comment.end;
      }
      return code + text.slice(at, end);
    },
  };
}

function readSymbol(
  source: Source,
  statement: Node,
  declaration: Declaration,
  around: Set<string>,
): ApiSymbol {
  const name = declaredName(declaration);
  const { uses, hasAny } = readUses(source.program, declaration);
  return {
    name,
    kind: kindOf(declaration),
    code: source.codeOf(statement).replace(/^export (declare )?/, ''),
    doc: source.docBefore(statement),
    members: readMembers(source, declaration),
    uses: [...uses].filter((used) => around.has(used) && used !== name),
    hasAny,
  };
}

function kindOf(declaration: Declaration): ApiSymbol['kind'] {
  switch (declaration.type) {
    case 'TSInterfaceDeclaration':
      return 'interface';
    case 'TSTypeAliasDeclaration':
      return 'type';
    case 'ClassDeclaration':
      return 'class';
    case 'VariableDeclaration': {
      const id = declaration.declarations[0]?.id;
      return id?.typeAnnotation?.typeAnnotation.type === 'TSFunctionType' ? 'function' : 'constant';
    }
    default:
      return 'function';
  }
}

function declaredName(declaration: Declaration): string {
  const id = declaration.type === 'VariableDeclaration' ? declaration.declarations[0]?.id : undefined;
  if (id?.type === 'Identifier') return id.name;
  if ('id' in declaration && declaration.id?.type === 'Identifier') return declaration.id.name;
  throw new Error(`a ${declaration.type} is exported, which is not foreseen`);
}

/** What a module declares or imports. */
function namesBeside({ body }: Program): Set<string> {
  const names = new Set<string>();
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration')
      for (const { local } of statement.specifiers) names.add(local.name);
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier')
      names.add(declaration.id.name);
  }
  return names;
}

const nameOf = (name: { readonly name: string } | { readonly value: string }): string =>
  'name' in name ? name.name : name.value;
