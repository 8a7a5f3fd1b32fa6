import type { TableDefinition } from '@parqueue/schema';
import type { ApiDoor, ApiMember, ApiSymbol, Doc } from './apiModel.ts';
import { EXAMPLE_PRELUDE } from './findExampleProblems.ts';
import { createLinks, type Links } from './links.ts';
import { signaturesOf } from './signaturesOf.ts';

const GROUPS: readonly [title: string, kinds: readonly ApiSymbol['kind'][]][] = [
  ['Tables and constants', ['constant']],
  ['Functions', ['function']],
  ['Interfaces', ['interface']],
  ['Classes', ['class']],
  ['Types', ['type']],
];

const WRITTEN = '<!-- Written from the docstrings by `npm run api -- --update`. -->';

/** Tables by the name under which they are exported. */
export type ExportedTables = ReadonlyMap<string, TableDefinition>;

/** The reference, page by page: a front page, and one for each door. */
export function renderReference(doors: readonly ApiDoor[], tables: ExportedTables): Map<string, string> {
  const pages = doors.map((door): [string, string] => [`${door.name}.md`, renderDoor(door, doors, tables)]);
  return new Map([['README.md', renderFront(doors)], ...pages]);
}

function renderFront(doors: readonly ApiDoor[]): string {
  const tables = doors.map(({ name, specifier, symbols }) => {
    const links = createLinks(doors, undefined, name);
    const rows = symbols.map(
      (symbol) => `| ${links.toSymbol(symbol.name)} | ${inCell(links.resolve(firstSentence(symbol.doc)))} |`,
    );
    return `## [\`${specifier}\`](${name}.md)\n\n| name | what it is |\n|---|---|\n${rows.join('\n')}`;
  });
  return page([
    WRITTEN,
    '# API reference',
    'Everything that `@parqueue/sdk` exports, door by door. Every example compiles: `npm run check:api` holds this reference, and the code in it, against the package. What an example does not declare itself is this:',
    fenced(EXAMPLE_PRELUDE.trim()),
    ...tables,
  ]);
}

function renderDoor(door: ApiDoor, doors: readonly ApiDoor[], tables: ExportedTables): string {
  const links = createLinks(doors, door.name);
  const signatures = signaturesOf(door.symbols);
  const groups = GROUPS.flatMap(([title, kinds]) => {
    const symbols = door.symbols.filter(({ kind }) => kinds.includes(kind));
    if (symbols.length === 0) return [];
    const list = symbols.map(({ name }) => links.toSymbol(name)).join(' · ');
    return [
      `## ${title}`,
      list,
      ...symbols.flatMap((symbol) => [
        ...renderSymbol(symbol, signatures.get(symbol.name) ?? '', links),
        ...renderMembers(symbol, tables.get(symbol.name), links),
      ]),
    ];
  });
  const borrowed = [...door.borrowed.keys()].map((name) => links.toSymbol(name));
  return page([
    WRITTEN,
    `# \`${door.specifier}\``,
    ...(borrowed.length > 0 ? [`Also exported here: ${borrowed.join(', ')}.`] : []),
    ...groups,
  ]);
}

function renderSymbol(symbol: ApiSymbol, signature: string, links: Links): string[] {
  return [
    `### ${symbol.kind} \`${symbol.name}\``,
    ...(signature === '' ? [] : [fenced(signature)]),
    ...renderProse(symbol.doc, links),
  ];
}

function renderMembers(symbol: ApiSymbol, table: TableDefinition | undefined, links: Links): string[] {
  const properties = symbol.members.filter(({ kind, doc }) => kind === 'property' && doc !== undefined);
  const methods = symbol.members.filter(({ kind }) => kind === 'method');
  return [
    ...(table === undefined
      ? renderProperties(symbol, properties, links)
      : renderColumns(table, properties, links)),
    ...renderExamples(symbol.doc),
    ...methods.flatMap((method) => renderMethod(symbol, method, links)),
  ];
}

/** Columns that no row gives, with what they hold where the table does not say it. */
const FILLED_IN: ReadonlyMap<string, string> = new Map([
  ['user_id', 'Anonymous id from the relay. Filled in.'],
  ['row_id', 'UUIDv7 of the row, the same in all of its revisions. Filled in.'],
  ['revision', 'Number of the revision, from 0. Filled in.'],
]);

function renderColumns(table: TableDefinition, members: readonly ApiMember[], links: Links): string[] {
  const rows = Object.entries(table.features).map(([column, { kind }]) => {
    const member = members.find(({ path }) => path === column);
    const type = member?.type.replace(/^Feature<(.*)>$/, '$1') ?? '';
    const given = FILLED_IN.has(column) ? '—' : links.inType(type);
    const meaning = links.resolve(member?.doc?.prose ?? FILLED_IN.get(column) ?? '');
    return `| \`${column}\` | ${links.toSymbol(kind)} | ${given} | ${inCell(meaning)} |`;
  });
  return [`| column | feature | in a row | meaning |\n|---|---|---|---|\n${rows.join('\n')}`];
}

function renderProse(doc: Doc | undefined, links: Links): string[] {
  if (doc === undefined) return [];
  const { prose, params, returns, throws } = doc;
  const listed = [...params].map(([name, text]) => `- \`${name}\`: ${links.resolve(text)}`);
  return [
    links.resolve(prose),
    ...(listed.length > 0 ? [listed.join('\n')] : []),
    ...(returns === undefined ? [] : [`**Returns** ${links.resolve(returns)}`]),
    ...throws.map((text) => `**Throws** ${links.resolve(text)}`),
  ];
}

const renderExamples = (doc: Doc | undefined): string[] =>
  (doc?.examples ?? []).flatMap((code) => ['**Example**', fenced(code)]);

function renderProperties(symbol: ApiSymbol, members: readonly ApiMember[], links: Links): string[] {
  if (members.length === 0) return [];
  const rows = members.map(({ path, isOptional, type, doc }) => {
    const name = `\`${path}${isOptional ? '?' : ''}\``;
    return `| ${name} | ${links.inType(type)} | ${inCell(links.resolve(doc?.prose ?? ''))} |`;
  });
  const title = symbol.name.endsWith('Options') ? 'option' : 'member';
  return [`| ${title} | type | meaning |\n|---|---|---|\n${rows.join('\n')}`];
}

function renderMethod({ name }: ApiSymbol, { path, type, doc }: ApiMember, links: Links): string[] {
  return [`#### \`${name}.${path}\``, links.inType(type), ...renderProse(doc, links), ...renderExamples(doc)];
}

const page = (blocks: readonly string[]): string => `${blocks.join('\n\n')}\n`;

const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;

/** Markdown on one line of a table. */
const inCell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

const firstSentence = (doc: Doc | undefined): string =>
  /^[\s\S]*?\.(?=\s|$)/.exec(doc?.prose ?? '')?.[0] ?? '';
