import type { TableDefinition } from '../table/table.ts';
import { configTables, dataGlobs, tableVersions, type Versions } from './cardData.ts';
import { pythonFeatures, pythonNames } from './pythonFeatures.ts';

const BEGIN = '<!-- parqueue:tables -->';
const END = '<!-- /parqueue:tables -->';

/** The body of a new card. The part between the two comments is kept in step with the tables; delete the comments to own it. */
export const newBody = (title: string, section: string): string =>
  `\n# ${title}\n\nRows and recordings logged from web pages by Parqueue. New files arrive by themselves.\n\n${section}\n`;

/** The part of a body that says how to load each table. */
export function tablesSection(tables: readonly TableDefinition[], repo: string): string {
  const named = new Set(configTables(tables).map(([newest]) => newest.name));
  const parts = tableVersions(tables).map((versions) =>
    named.has(versions[0].name) ? byName(versions, repo) : byFiles(versions, repo),
  );
  return `${BEGIN}\n## Tables\n\n${parts.join('\n\n')}\n${END}`;
}

/** A body with its section replaced, where it has one. */
export function replaceSection(body: string, section: string): string {
  const begin = body.indexOf(BEGIN);
  const end = body.indexOf(END, begin);
  if (begin < 0 || end < 0) return body;
  return body.slice(0, begin) + section + body.slice(end + END.length);
}

function byName(versions: Versions, repo: string): string {
  const [table] = versions;
  return `### ${table.name}

\`\`\`python
from datasets import load_dataset
rows = load_dataset(${JSON.stringify(repo)}, ${JSON.stringify(table.name)}, split="train")
\`\`\`

${duckDb(versions[0], repo)}`;
}

function byFiles(versions: Versions, repo: string): string {
  const [table] = versions;
  const files = dataGlobs(table, versions).map((glob) => JSON.stringify(`hf://datasets/${repo}/${glob}`));
  const list = files.length === 1 ? files[0] : `[${files.join(', ')}]`;
  return `### ${table.name}

JSON lines, which \`datasets\` cannot load by name beside Parquet tables; load the files:

\`\`\`python
from datasets import ${[...pythonNames(table.features), 'load_dataset'].join(', ')}
features = ${pythonFeatures(table.features)}
rows = load_dataset("json", data_files=${list}, features=features, split="train")
\`\`\`

${duckDb(table, repo)}`;
}

/** DuckDB refuses a glob that matches nothing, so the files of an older layout are only mentioned. */
function duckDb(table: TableDefinition, repo: string): string {
  const folder = `hf://datasets/${repo}/data`;
  const reader = table.format === 'parquet' ? 'read_parquet' : 'read_json';
  const older = table.continues ? `\n-- older files, where there are any: ${folder}/*.${table.format}` : '';
  const current = table.revisions
    ? '\n-- the newest revision of each row; the audio is in the revision that brought it\nQUALIFY row_number() OVER (PARTITION BY row_id ORDER BY revision DESC) = 1'
    : '';
  return `\`\`\`sql
SELECT * FROM ${reader}('${folder}/${table.path}/**/*.${table.format}', union_by_name = true)${current};${older}
\`\`\``;
}
