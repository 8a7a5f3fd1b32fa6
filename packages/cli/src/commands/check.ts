import type { Database } from '../cache/database.ts';
import { withDatabase } from '../cache/withDatabase.ts';
import { checkAudio } from '../checks/checkAudio.ts';
import { checkEvents } from '../checks/checkEvents.ts';
import { checkManifests } from '../checks/checkManifests.ts';
import { checkSchema } from '../checks/checkSchema.ts';
import type { CheckReport, FindingLevel } from '../checks/finding.ts';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { readStages } from '../jobs/stageRecord.ts';
import { rowCondition } from '../queries/rowFilter.ts';
import type { CommandContext, CommandDefinition, CommandOptions } from './commandDefinition.ts';

const CHECKS = ['manifests', 'schema', 'events', 'audio'] as const;
type Check = (typeof CHECKS)[number];
const CLIPS = 200;
const SHOWN = 100;

/** Whether the data is whole. */
export const check: CommandDefinition = {
  name: 'check',
  summary: 'whether the data is whole: manifests, schema, events, recordings; exit code 4 where not',
  examples: [
    ['parqueue check', 'all four'],
    ['parqueue check manifests --days 1 --strict', 'in CI: the jobs of a day, warnings count too'],
    ['parqueue check events --expect eviction_triggered --since 7d', 'whether an event came at all'],
  ],
  declare: (command) =>
    command
      .argument('[checks...]', `${CHECKS.join(', ')}; default: all`)
      .option('--strict', 'warnings fail it, too')
      .option('--expect <types>', 'events: these must have come, apart by commas'),
  run: (context, options, args) =>
    withDatabase(context.cache, async (db) => {
      const asked = checksOf(args);
      const names = asked.length > 0 ? asked : CHECKS.filter((one) => isThere(db, one));
      const reports: NamedReport[] = [];
      for (const check of names) reports.push({ check, ...(await runCheck(check, db, context, options)) });
      showReports(context, reports);
      const fails = options['strict'] === true ? ['error', 'warning'] : ['error'];
      if (reports.some(({ findings }) => findings.some(({ level }) => fails.includes(level))))
        return EXIT.checkFailed;
      const isNothing = reports.every(({ lookedAt }) => lookedAt === 0);
      if (isNothing) context.talk.info('there was nothing to look at');
      return isNothing ? EXIT.noData : EXIT.ok;
    }),
};

interface NamedReport extends CheckReport {
  readonly check: Check;
}

function showReports({ out, talk, limit }: CommandContext, reports: readonly NamedReport[]): void {
  const findings = reports
    .flatMap(({ check, findings }) => findings.map((finding) => ({ check, ...finding })))
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const isForPeople = out.format === 'text' || out.format === 'md';
  const shown = isForPeople ? findings.slice(0, limit ?? SHOWN) : findings;
  if (shown.length < findings.length)
    talk.info(`${shown.length} of ${findings.length} findings; --json has them all.`);
  const rows = reports.map(({ check, lookedAt, findings }) => {
    const counts = LEVELS.map((level) => [`${level}s`, findings.filter((one) => one.level === level).length]);
    return { check, looked_at: lookedAt, ...Object.fromEntries(counts) };
  });
  out.show({
    sections: [
      { name: 'checks', rows },
      { name: 'findings', rows: shown, whenEmpty: 'none' },
    ],
  });
}

const LEVELS: readonly FindingLevel[] = ['error', 'warning', 'note'];

function checksOf(args: readonly string[]): Check[] {
  return args.map((name) => {
    const found = CHECKS.find((one) => one === name);
    if (found === undefined) throw usageError(`there is no check ${name}; there are ${CHECKS.join(', ')}`);
    return found;
  });
}

const TABLES: Partial<Record<Check, string>> = { manifests: 'stage_manifest', events: 'metrics_event' };
const isThere = (db: Database, check: Check): boolean =>
  TABLES[check] === undefined || db.tables.some(({ name }) => name === TABLES[check]);

async function runCheck(
  check: Check,
  db: Database,
  { window, filters, limit, clock, cache, config, signal, talk }: CommandContext,
  options: CommandOptions,
): Promise<CheckReport> {
  switch (check) {
    case 'manifests': {
      const { sql, params } = rowCondition(db.requireTable('stage_manifest'), window, filters);
      const ids = `SELECT coalesce(job_id, '') FROM stage_manifest WHERE ${sql}`;
      const stages = await readStages(db, `coalesce(job_id, '') IN (${ids})`, params);
      return { lookedAt: stages.length, findings: checkManifests(stages, clock.now()) };
    }
    case 'schema':
      return checkSchema(db);
    case 'events': {
      const expected = options['expect'];
      return checkEvents(db, {
        condition: rowCondition(db.requireTable('metrics_event'), window, filters),
        expected: typeof expected === 'string' ? expected.split(',').map((type) => type.trim()) : undefined,
      });
    }
    case 'audio':
      return checkAudio(db, cache.source(), {
        window,
        filters,
        limit: limit ?? CLIPS,
        isOffline: config.offline,
        signal,
        onProgress: (done) => talk.progress(`recordings ${done}`),
      }).finally(() => talk.progress(''));
  }
}
