import type { CachedTable, Database } from '../cache/database.ts';
import { MEDIA_TYPE } from '../cache/rowTable.ts';
import { sqlName } from '../cache/sqlText.ts';
import columnDocs from './columnDocs.json' with { type: 'json' };
import { unitOf } from './unitOf.ts';

/** A column as somebody needs to know it who asks for it. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string | undefined;
  /** 0 to 1; null where there are no rows. */
  readonly filled: number | null;
  /** What is written of it where the table is one of the presets. */
  readonly about: string | undefined;
}

export interface DescribedTable {
  readonly name: string;
  readonly format: 'parquet' | 'jsonl';
  readonly rows: number;
  readonly first: Date | null;
  readonly last: Date | null;
  readonly hasRevisions: boolean;
  readonly columns: readonly DescribedColumn[];
  /** Statements that run, each with what it answers. */
  readonly queries: readonly { readonly asks: string; readonly sql: string }[];
}

/** What the tables really hold. */
export async function describeTables(db: Database): Promise<DescribedTable[]> {
  const described: DescribedTable[] = [];
  for (const table of db.tables) described.push(await describeTable(db, table));
  return described;
}

async function describeTable(db: Database, table: CachedTable): Promise<DescribedTable> {
  const counts = table.columns.map(({ name }, i) => `count(${sqlName(name)}) AS c${i}`);
  const [row = {}] = await db.rows<Record<string, unknown>>(
    `SELECT ${['count(*) AS n', 'min(_time) AS first', 'max(_time) AS last', ...counts].join(', ')} FROM ${sqlName(table.name)}`,
  );
  const rows = Number(row['n']);
  const docs: Readonly<Record<string, string>> =
    (columnDocs as Record<string, Record<string, string>>)[table.name] ?? {};
  const columns = table.columns.map(({ name, type }, i): DescribedColumn => {
    const about = Object.hasOwn(docs, name) ? docs[name] : undefined;
    return {
      name,
      type: typeName(type, about),
      unit: isNumber(type) ? unitOf(name, about) : undefined,
      filled: rows === 0 ? null : Number(row[`c${i}`]) / rows,
      about,
    };
  });
  return {
    name: table.name,
    format: table.format,
    rows,
    first: row['first'] as Date | null,
    last: row['last'] as Date | null,
    hasRevisions: table.hasRevisions,
    columns,
    queries: queriesOf(table.name, columns),
  };
}

const isNumber = (type: string): boolean => /INT|DOUBLE|FLOAT|DECIMAL/.test(type);

function typeName(type: string, about: string | undefined): string {
  if (type === MEDIA_TYPE) return 'recording';
  if (type === 'VARCHAR') return about?.includes('as JSON text') ? 'json text' : 'text';
  return type.replace('TIMESTAMP WITH TIME ZONE', 'timestamptz').toLowerCase();
}

/** Of what is really filled, so that each answers something. */
function queriesOf(table: string, columns: readonly DescribedColumn[]): DescribedTable['queries'] {
  const from = sqlName(table);
  const filled = columns.filter((column) => (column.filled ?? 0) > 0);
  const shown = filled.filter(({ type }) => type !== 'recording' && type !== 'json text').slice(0, 5);
  const queries = [
    {
      asks: 'the newest rows',
      sql: `SELECT ${['_time', ...shown.map(({ name }) => sqlName(name))].join(', ')} FROM ${from} ORDER BY _time DESC NULLS LAST LIMIT 3`,
    },
    {
      asks: 'rows a day',
      sql: `SELECT _time::DATE AS day, count(*) AS n FROM ${from} GROUP BY day ORDER BY day`,
    },
  ];
  const number = filled.find(({ unit }) => unit !== undefined);
  if (number !== undefined) {
    const name = sqlName(number.name);
    queries.push({
      asks: `how ${number.name} is spread`,
      sql: `SELECT count(${name}) AS n, median(${name}) AS p50, quantile_cont(${name}, 0.95) AS p95, max(${name}) AS max FROM ${from}`,
    });
  }
  const object = filled.find(({ type }) => type === 'json text');
  if (object !== undefined) {
    const json = `try_cast(${sqlName(object.name)} AS JSON)`;
    queries.push({
      asks: `what ${object.name} holds`,
      sql: `SELECT json_type(${json}) AS type, any_value(json_structure(${json})) AS structure, count(*) AS n FROM ${from} GROUP BY type ORDER BY n DESC`,
    });
  }
  return queries;
}
