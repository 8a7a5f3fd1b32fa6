import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { fencedSql, SQL_TIMEOUT_MS } from '../queries/fencedSql.ts';
import { listQueries, type NamedQuery } from '../queries/namedQuery.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Queries with names: those that come along, and those of a folder. */
export const q: CommandDefinition = {
  name: 'q',
  summary: 'run a query by its name; without one, list them',
  examples: [
    ['parqueue q', 'the names'],
    ['parqueue q slowest --since 24h --limit 5', 'the five slowest syntheses of the last day'],
    ['parqueue q mine model=higgs', 'queries/mine.sql, with its parameter model'],
  ],
  declare: (command) =>
    command
      .argument('[name]', 'a query that comes along, or a file name.sql of the folder queries')
      .argument('[values...]', 'its parameters: name=value')
      .option('--show', 'print the statement, do not run it'),
  async run(context, options, args) {
    const { out, config } = context;
    const queries = await listQueries(config.queriesDir);
    const [name, ...values] = args;
    if (name === undefined) {
      out.show({
        name: 'queries',
        rows: queries.map(({ name, origin, about }) => ({ name, origin, about })),
      });
      return EXIT.ok;
    }
    const query = queries.find((one) => one.name === name);
    if (query === undefined)
      throw usageError(`there is no query ${name}; there are ${queries.map((one) => one.name).join(', ')}`);
    if (options['show'] === true) {
      out.write(`${query.sql};\n`);
      return EXIT.ok;
    }
    const params = { ...commonParams(context), ...ownParams(query, values) };
    const db = await context.cache.open();
    try {
      const found = await fencedSql(db, query.sql, {
        timeoutMs: SQL_TIMEOUT_MS,
        signal: context.signal,
        params,
      });
      const rows = context.limit === undefined ? found : found.slice(0, context.limit);
      if (rows.length === 0) context.talk.info(`${name}: no rows ${context.window.said}`.trim());
      out.show({ name, rows, whenEmpty: 'no rows' });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

function commonParams({
  window,
  limit,
  config,
}: {
  window: TimeWindow;
  limit: number | undefined;
  config: { tz: string };
}) {
  const isoOf = (atMs: number | undefined, otherwise: string): string =>
    atMs === undefined ? otherwise : new Date(atMs).toISOString();
  return {
    since: isoOf(window.sinceMs, '0001-01-01T00:00:00Z'),
    until: isoOf(window.untilMs, '9999-12-31T00:00:00Z'),
    limit: limit ?? 20,
    tz: config.tz,
  };
}

function ownParams({ name, params }: NamedQuery, values: readonly string[]): Record<string, string> {
  const given: Record<string, string> = { ...params };
  for (const value of values) {
    const [, key, text] = /^(\w+)=(.*)$/s.exec(value) ?? [];
    if (key === undefined || !Object.hasOwn(params, key)) {
      const known = Object.keys(params).join(', ') || 'none';
      throw usageError(`${value}: query ${name} takes name=value of its parameters; it has ${known}`);
    }
    given[key] = text ?? '';
  }
  return given;
}
