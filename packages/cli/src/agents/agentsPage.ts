import { harmless } from '../output/formatCell.ts';
import { zonedText } from '../windows/zonedTime.ts';
import type { DescribedColumn, DescribedTable } from './describeTables.ts';

export interface AgentsPage {
  readonly dataset: string;
  /** What each command needs to find it: `--local DIR` or `--repo ns/name`. */
  readonly option: string;
  readonly cacheDir: string;
  readonly tz: string;
  readonly tables: readonly DescribedTable[];
}

/** A page for programs and people that ask the dataset: where it is, what is in it, and calls that answer. */
export function agentsPage({ dataset, option, cacheDir, tz, tables }: AgentsPage): string {
  const list = tables.map(({ name, rows, first, last }) => {
    const span =
      first === null || last === null
        ? 'no times'
        : `${zonedText(first.getTime(), tz)} – ${zonedText(last.getTime(), tz)}`;
    return `| \`${name}\` | ${rows} | ${span} |`;
  });
  return `# Asking this dataset

Written by \`parqueue docs agents\` from what the tables hold; run it again when they change.

- The dataset is \`${cell(dataset)}\`; each call names it as \`${cell(option)}\`, or a \`parqueue.config.ts\` does.
- Files lie at \`data/<table>/<day>/*.parquet\` (or \`.jsonl\`). \`parqueue sync\` reads what is new into a cache in \`${cell(cacheDir)}\`; all else works offline.
- \`parqueue sql '…' --json\` runs one statement of DuckDB's SQL. It reads only, and reaches no file and no network.
- \`<table>\` has rows as they are now; \`<table>_rows\` has every revision. \`_time\` is when a row happened (UTC), \`_file\` and \`_row\` where it lies.
- A recording is its name, file and row. JSON columns are text: \`data->>'$.key'\`.
- Data goes to standard output, talk to standard error. Exit codes: 0 ok, 1 failure, 2 wrong call, 3 nothing there, 4 check failed, 5 partly done.
- \`--since 24h\`, \`--days 7\`, \`--where column=value\` and \`--tz Asia/Riyadh\` work with every command that lists rows. \`parqueue --help\` names them.

## Tables

| table | rows | from – to (${tz}) |
|---|--:|---|
${list.join('\n')}
${tables.map((table) => tableSection(table, option)).join('')}`;
}

function tableSection(
  { name, format, hasRevisions, columns, queries }: DescribedTable,
  option: string,
): string {
  const calls = queries.map(({ asks, sql }) => `# ${asks}\nparqueue sql '${sql}' ${option} --json`);
  return `
### ${name}

Files: \`data/${name}/**/*.${format}\`.${hasRevisions ? ' A changed row is written again under its `row_id`, with a higher `revision`.' : ''}

| column | type | unit | filled | |
|---|---|---|--:|---|
${columns.map(columnLine).join('\n')}

\`\`\`sh
${calls.join('\n')}
\`\`\`
`;
}

const columnLine = ({ name, type, unit, filled, about }: DescribedColumn): string =>
  `| \`${cell(name)}\` | ${type} | ${unit ?? ''} | ${filled === null ? '' : `${Math.round(filled * 100)} %`} | ${cell(about ?? '')} |`;

/** Text that stays within its cell, and is nothing but text. */
const cell = (text: string): string => harmless(text).replaceAll('|', '\\|').replaceAll('`', "'");
