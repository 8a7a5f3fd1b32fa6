import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { lockCache } from '../cache/cacheFolder.ts';
import type { Database } from '../cache/database.ts';
import { sqlList } from '../cache/sqlText.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { createDelivery } from '../process/deliverResults.ts';
import { findPending, type Pending } from '../process/findPending.ts';
import { createFolderSink } from '../process/folderSink.ts';
import { processAnswer } from '../process/processAnswer.ts';
import { openProcessor, type ProcessOptions, readProcessOptions } from '../process/processOptions.ts';
import { createRelaySink } from '../process/relaySink.ts';
import { processorKey } from '../process/resultRow.ts';
import type { ResultSink } from '../process/resultSink.ts';
import { type Outcome, openSpool, type ResultSpool } from '../process/resultSpool.ts';
import { openRotatingLog, type RunLog } from '../process/rotatingLog.ts';
import { runProcess, spoolFolder } from '../process/runProcess.ts';
import type { CommandContext, CommandDefinition } from './commandDefinition.ts';

const collected = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

function declare(command: Command): void {
  command
    .option('--fn <file>', 'a file that exports a function by default')
    .option('--cmd <line>', 'a command of the shell, with {file} or {files}')
    .option('--http <url>', 'an endpoint that takes sound')
    .addOption(
      new Option(
        '--form <form>',
        'how the endpoint takes it: like /v1/audio/transcriptions, several files, or the bare file',
      )
        .choices(['openai', 'multi', 'raw'])
        .default('openai'),
    )
    .option('--model <name>', "the endpoint's model")
    .option('--language <tag>', 'such as ar')
    .option('--param <name=value>', 'another parameter; may be given several times', collected)
    .option('--http-token-file <file>', "a file with the endpoint's token (default: PARQUEUE_HTTP_TOKEN)")
    .option('--processor <name>', 'results are known by it (default: the model, file or program)')
    .option('--processor-version <version>', 'another one processes everything again', '1')
    .option('--table <name>', 'only recordings of this table')
    .option('--with-silence', 'also chunks in which nobody speaks')
    .addOption(
      new Option('--order <order>', 'what comes first')
        .choices(['newest', 'oldest', 'shortest', 'random'])
        .default('newest'),
    )
    .option(
      '--priority <sql>',
      'an expression over the columns: what is greatest, or true, comes before the order',
    )
    .option('--group-by <column>', 'what makes a sequence; none: each recording by itself', 'original_id')
    .option('--max-group <n>', 'at most so many recordings at once', '20')
    .option('--batch-size <n>', 'sequences that are looked up at once, at most 1000', '1000')
    .option('--max-workers <n>', 'sequences at once, or auto', '1')
    .option('--timeout-base <time>', 'for each call', '5s')
    .option('--timeout-per-item <time>', 'and for each recording of it', '3s')
    .option('--retries <n>', 'how often a call is made again', '3')
    .option('--backoff <from..to>', 'wait between them, at random up to it', '1s..60s')
    .option('--rps <n>', 'at most so many calls a second')
    .option('--retry-errors', 'only what failed before, also what cannot work')
    .option('--max-attempts <n>', 'runs after which an error is left alone', '5')
    .option('--no-reuse', 'also sound that is equal to one with a result')
    .option('--shard <i/n>', 'one part of several, for several machines', '1/1')
    .option('--breaker <n>', 'failures in a row that make a pause', '5')
    .option('--breaker-pause <time>', 'the first pause; each is twice the one before', '30s')
    .option('--flush-rows <n>', 'results that are brought to the dataset together', '50')
    .option('--flush-time <time>', 'or after that time', '60s')
    .option('--metrics-port <port>', 'serves /metrics and /progress on this machine; 0 takes a free one')
    .option('--log-file <file>', 'a line for each sequence; 10 MB, and five older ones')
    .option('--dry-run', 'only show what waits')
    .option('--relay <url>', 'results go there, not into the folder')
    .option('--dataset <name>', 'the dataset, as the relay calls it')
    .option('--operator-file <file>', "a file with the operator's secret (default: OPERATOR_SECRET)");
}

/** Runs something over every recording that has no result yet. */
export const processCommand: CommandDefinition = {
  name: 'process',
  summary: 'run a function, command or endpoint over every recording that has no result yet',
  examples: [
    [
      "parqueue process --cmd 'whisper-cli {file}' --max-workers 2",
      'results go into the table transcription',
    ],
    [
      'parqueue process --http http://127.0.0.1:8000/v1/audio/transcriptions --model large-v3',
      'an endpoint like OpenAI’s',
    ],
    ['parqueue process --fn ./transcribe.ts --where has_speech=true --limit 100', 'a function of yours'],
  ],
  declare,
  async run(context, given) {
    const processor = await openProcessor(context, given);
    const options = await readProcessOptions(context, given);
    const key = processorKey(options.name, options.version, processor.params);
    const sink = sinkOf(context, options);
    const spoolDir = join(context.cache.dir(), spoolFolder(key, options.shard, sink.name));
    const unlock = await lockCache(spoolDir).catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(
        `another run of ${options.name} works on this; wait for its end, or give each a --shard`,
      );
    });
    const spool = await openSpool(spoolDir, context.clock.now);
    let db: Database | undefined;
    try {
      const known = await catchUp(context, spool, sink);
      db = await context.cache.open();
      if (sink.isLate) await forgetShown(db, spool, known);
      await db.rows('SET enable_external_access = false');
      await db.rows('SET lock_configuration = true');
      const groupBy = processor.takesMany ? options.groupBy : undefined;
      const { window, filters, platform } = context;
      const seed = Math.floor(platform.random() * 2 ** 32);
      const pending = await findPending(db, { ...options, key, groupBy, window, filters, seed }, known);
      if (options.isDryRun) return await showPending(context, pending);
      const log = openLog(context, options);
      sayStart(context, log, { pending, options });
      const report = await runProcess({
        context,
        options,
        processor,
        key,
        db: oneAtATime(db),
        pending,
        spool,
        sink,
        log,
      });
      context.out.show(processAnswer(report, options, spoolDir));
      // The commands that come next see what has come.
      if (!sink.isLate && !context.signal.aborted) await context.cache.sync({ audio: 'none' });
      if (report.failure !== undefined) throw asCommandError(report.failure);
      const { stats } = report;
      const isPartial = stats.errors + stats.invalid > 0 || !report.isDelivered || report.isStopped;
      return isPartial ? EXIT.partial : EXIT.ok;
    } finally {
      await spool.close();
      db?.close();
      await unlock();
    }
  },
};

function sinkOf({ platform, config, talk }: CommandContext, { relay }: ProcessOptions): ResultSink {
  if (relay !== undefined) {
    const { url, dataset, token } = relay;
    const route = { relayUrl: url, dataset, token, table: 'transcription', fetch: platform.fetch };
    return createRelaySink(route, (text) => talk.warn(text));
  }
  if (config.local === undefined)
    throw usageError(
      'where do results go? Of a dataset on the Hub, they go through its relay: give --relay URL and --dataset NAME',
    );
  return createFolderSink(config.local);
}

/** Brings what a run before left behind where it belongs, then reads what the dataset has; gives what it does not show. */
async function catchUp(
  { talk, cache, config }: CommandContext,
  spool: ResultSpool,
  sink: ResultSink,
): Promise<Outcome[]> {
  const delivery = createDelivery(spool, sink, {
    onDelivered: (count) => talk.info(`${count} results of a run before are delivered`),
    warn: (text) => talk.warn(text),
  });
  await delivery.flush();
  if (!config.offline || !cache.source().isRemote) await cache.sync({ audio: 'none' });
  const waiting = (await spool.batches()).flatMap(({ rows }) => rows);
  return [...(sink.isLate ? await spool.remembered() : []), ...waiting];
}

/** What the dataset shows by now need not be remembered. */
async function forgetShown(db: Database, spool: ResultSpool, known: readonly Outcome[]): Promise<void> {
  if (!db.tables.some(({ name }) => name === 'transcription') || known.length === 0) return;
  const shown = await db.rows<{ row_id: string }>(
    `SELECT row_id FROM transcription WHERE row_id IN (SELECT unnest(${sqlList(known.map(({ row_id }) => row_id))}))`,
  );
  const ids = new Set(shown.map(({ row_id }) => row_id));
  await spool.remember((await spool.remembered()).filter(({ row_id }) => !ids.has(row_id)));
}

async function showPending({ out, limit }: CommandContext, pending: Pending): Promise<ExitCode> {
  const rows = (await pending.page(0, limit ?? 1_000)).map(({ table, group, startMs, recordings }) => ({
    table,
    id: group,
    start: startMs === null ? null : new Date(startMs),
    chunks: recordings.length,
    duration_s: recordings.reduce((sum, { durationS }) => sum + (durationS ?? 0), 0),
    attempts: Math.max(...recordings.map(({ attempts }) => attempts)),
  }));
  out.show({
    name: 'pending',
    rows,
    whenEmpty: 'nothing waits',
    notes: [`${pending.sequenceCount} sequences with ${pending.recordingCount} recordings wait.`],
  });
  return EXIT.ok;
}

function openLog({ clock, config }: CommandContext, { logFile }: ProcessOptions): RunLog {
  if (logFile === undefined) return { line: () => {} };
  return openRotatingLog({ path: logFile, now: clock.now, tz: config.tz });
}

function sayStart(
  { talk }: CommandContext,
  log: RunLog,
  { pending, options }: { pending: Pending; options: ProcessOptions },
): void {
  for (const text of [
    `Total pending chunks: ${pending.recordingCount}`,
    `Using ${options.maxWorkers} parallel worker(s)`,
  ]) {
    talk.info(text);
    log.line('INFO', text);
  }
}

/** One connection carries one statement. */
function oneAtATime(db: Database): Database {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...db,
    rows<R>(sql: string, params?: Parameters<Database['rows']>[1]) {
      const next = last.then(() => db.rows<R>(sql, params));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

const asCommandError = (error: unknown): unknown =>
  error instanceof Error && error.name === 'Halt' ? new CommandError(error.message) : error;
