import type { Database } from '../cache/database.ts';
import { withDatabase } from '../cache/withDatabase.ts';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { LEVEL_SQL, LEVEL_WEIGHTS, logText } from '../lines/logLine.ts';
import { type FoundLine, readLines } from '../lines/readLines.ts';
import { harmless } from '../output/formatCell.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { type Condition, rowCondition } from '../queries/rowFilter.ts';
import type { CommandContext, CommandDefinition, CommandOptions } from './commandDefinition.ts';

const LINES = 200;

/** Lines of logs, in the order in which they were said. */
export const logs: CommandDefinition = {
  name: 'logs',
  summary: 'lines of logs, in the order in which they were said',
  examples: [
    ['parqueue logs --job job-1a2b3c --stage asr', 'the log of a stage'],
    ['parqueue logs --grep FAILED -C 3 --since 24h', 'what failed, and three lines around it'],
  ],
  declare: (command) =>
    command
      .option('--job <id>', 'only of this job')
      .option('--stage <name>', 'only of this stage, details too')
      .option('--level <level>', 'from this level on: DEBUG, INFO, WARNING, ERROR')
      .option('--grep <pattern>', 'only messages that fit this pattern (RE2)')
      .option('-i, --ignore-case', 'capitals and small letters are the same to --grep')
      .option(
        '-C, --context <n>',
        'so many lines of the same job before and after each, whatever else is asked for',
      )
      .option('--no-emoji', 'without the signs before messages'),
  run: (context, options) =>
    withDatabase(context.cache, async (db) => {
      const { out, talk, limit } = context;
      const condition = await conditionOf(db, context, options);
      const contextLines = contextOf(options['context']);
      const wanted = limit ?? LINES;
      const lines = await readLines(db, { condition, limit: wanted, contextLines });
      if (lines.length === 0) talk.info(await whyEmpty(db, context, options));
      const matched = lines.filter(({ is_match }) => is_match).length;
      if (limit === undefined && matched === LINES) talk.info(`the last ${LINES} lines; --limit shows more.`);
      out.show({
        name: 'lines',
        rows: lines.map(({ place, is_match, ...line }) =>
          contextLines === 0 ? line : { ...line, is_match },
        ),
        whenEmpty: 'no lines',
        ...(lines.length > 0 && { text: linesText(lines, out.tz, options['emoji'] !== false) }),
      });
      return lines.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};

async function conditionOf(
  db: Database,
  { window, filters }: CommandContext,
  { job, stage, level, grep, ignoreCase }: CommandOptions,
): Promise<Condition> {
  const { sql, params } = rowCondition(db.requireTable('log_line'), window, filters);
  const parts = [sql];
  const values: Record<string, string | number> = {};
  if (typeof job === 'string') {
    parts.push('job_id = $job');
    values['job'] = job;
  }
  if (typeof stage === 'string') {
    parts.push('stage = $stage');
    values['stage'] = stage;
  }
  if (typeof level === 'string') {
    parts.push(`${LEVEL_SQL} >= $level`);
    values['level'] = weightOf(level);
  }
  if (typeof grep === 'string') {
    parts.push(`regexp_matches(message, $grep, '${ignoreCase === true ? 'i' : 'c'}')`);
    values['grep'] = grep;
    await db.rows("SELECT regexp_matches('', $grep)", { grep }).catch((error: unknown) => {
      throw usageError(`--grep ${grep}: ${error instanceof Error ? error.message : error}`);
    });
  }
  return { sql: parts.join(' AND '), params: { ...params, ...values } };
}

function weightOf(level: string): number {
  const weight = LEVEL_WEIGHTS[level.toUpperCase()];
  if (weight !== undefined) return weight;
  throw usageError(`--level: expected ${Object.keys(LEVEL_WEIGHTS).join(', ')}, got "${level}"`);
}

function contextOf(text: unknown): number {
  if (text === undefined) return 0;
  if (typeof text === 'string' && /^\d{1,4}$/.test(text)) return Number(text);
  throw usageError(`-C: expected a number of lines, got "${text}"`);
}

/** The lines; where some are left out between two of one job, or another job begins, `--` as grep does, if lines around were asked for. */
function linesText(lines: readonly FoundLine[], tz: string, hasEmoji: boolean): string {
  const hasContext = lines.some(({ is_match }) => !is_match);
  return lines
    .map((line, i) => {
      const before = lines[i - 1];
      const isNext = before?.job_id === line.job_id && before.place + 1 === line.place;
      const gap = hasContext && before !== undefined && !isNext ? '--\n' : '';
      const text = logText(line, { tz, hasEmoji }).split('\n').map(harmless).join('\n');
      return `${gap}${text}\n`;
    })
    .join('');
}

async function whyEmpty(
  db: Database,
  { window, filters, config }: CommandContext,
  options: CommandOptions,
): Promise<string> {
  const table = db.requireTable('log_line');
  const own = (['job', 'stage', 'level', 'grep'] as const).filter((name) => options[name] !== undefined);
  const { sql, params } = rowCondition(table, window, filters);
  const [row] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM log_line WHERE ${sql}`, params);
  if (own.length === 0 || !row?.n) return explainEmpty(db, table, { window, filters, tz: config.tz });
  const said = own.map((name) => `--${name} ${String(options[name])}`).join(' and ');
  return `log_line has ${row.n} rows in that time; ${said}${own.length > 1 ? ' together' : ''} removed them all.`;
}
