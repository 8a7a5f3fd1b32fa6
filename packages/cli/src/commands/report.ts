import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { usageError } from '../commandError.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { formatBytes } from '../output/formatCell.ts';
import { writeWhole } from '../output/writeWhole.ts';
import { yesterday } from '../queries/plays/spanOf.ts';
import { gatherReport, type ReportFrame } from '../report/gatherReport.ts';
import { isEmptyReport, type Report } from '../report/report.ts';
import { reportHtml } from '../report/reportHtml.ts';
import { reportMarkdown, reportText } from '../report/reportText.ts';
import { fileStamp } from '../windows/fileStamp.ts';
import { windowText } from '../windows/timeWindow.ts';
import type { CommandContext, CommandDefinition, CommandOptions } from './commandDefinition.ts';
import { notifyKindOf, sendNotification } from './notification.ts';

const WRITERS: Readonly<Record<string, (report: Report) => string>> = {
  txt: reportText,
  html: reportHtml,
  md: reportMarkdown,
};

/** What each `--format` writes. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  text: ['txt'],
  html: ['html'],
  md: ['md'],
  both: ['txt', 'html'],
  all: ['txt', 'html', 'md'],
};

const DAY_MS = 86_400_000;

/** A report of a day, a week or any time, as files, and sent where it is wanted. */
export const report: CommandDefinition = {
  name: 'report',
  summary: 'write a report of yesterday (daily), of seven days (weekly), or of --days N',
  examples: [
    ['parqueue report', 'weekly_report_….txt and .html in reports/'],
    [
      'parqueue report daily --tz Asia/Riyadh --format html --notify',
      'yesterday, and a message to --webhook-url',
    ],
    ['parqueue report --days 30 --format text --output-dir -', 'a month, on standard output'],
  ],
  declare: (command) =>
    command
      .argument('[period]', 'daily or weekly', 'weekly')
      .option('--format <format>', 'text, html, md, both (text and html) or all', 'both')
      .option('--output-dir <dir>', 'where the files go; - for standard output', 'reports')
      .option(
        '--notify [kind]',
        'send it to --webhook-url; discord, slack or json where its address does not tell',
      )
      .option('--send-notification', 'the same as --notify'),
  async run(context, options, [period = 'weekly']) {
    const { out, talk } = context;
    if (context.filters.length > 0)
      throw usageError('report is of all rows of its time; it takes no --where');
    const extensions = extensionsOf(options);
    const kind = notifyKindOf(context, options);
    const db = await context.cache.open();
    try {
      const made = await gatherReport(db, frameOf(context, period));
      if (isEmptyReport(made)) {
        const { sinceMs, untilMs, tz } = made;
        talk.info(
          `No rows of plays, errors or events in ${windowText({ sinceMs, untilMs, said: '' }, tz)} (${tz}).`,
        );
        out.show({ name: 'files', rows: [], whenEmpty: 'nothing to report' });
        return EXIT.noData;
      }
      await give(context, made, { extensions, period, outputDir: String(options['outputDir']) });
      return kind === undefined ? EXIT.ok : await notified(context, made, kind);
    } finally {
      db.close();
    }
  },
};

/** As files, or on standard output. */
async function give(
  { out, platform }: CommandContext,
  made: Report,
  { extensions, period, outputDir }: { extensions: readonly string[]; period: string; outputDir: string },
): Promise<void> {
  if (outputDir === '-') {
    for (const extension of extensions) out.write(WRITERS[extension]?.(made) ?? '');
    return;
  }
  const dir = resolve(platform.cwd, outputDir);
  const name = `${period === 'daily' ? 'daily' : 'weekly'}_report_${fileStamp(made.generatedMs, made.tz)}`;
  const rows = [];
  for (const extension of extensions) {
    const path = join(dir, `${name}.${extension}`);
    await writeWhole(path, WRITERS[extension]?.(made) ?? '');
    const { size } = await stat(path);
    rows.push({ file: relative(platform.cwd, path) || path, size_bytes: size });
  }
  const columns = [
    { key: 'file' },
    { key: 'size_bytes', title: 'size', format: (size: unknown) => formatBytes(Number(size)) },
  ];
  out.show({ name: 'files', rows, ...(out.format === 'text' && { columns }) });
}

/** The files are written; that the message did not go out is a part of it that failed. */
async function notified(
  context: CommandContext,
  made: Report,
  kind: Parameters<typeof sendNotification>[2],
): Promise<ExitCode> {
  try {
    const count = await sendNotification(context, made, kind);
    context.talk.info(`Sent ${count === 1 ? 'a message' : `${count} messages`} (${kind}).`);
    return EXIT.ok;
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.talk.error(error instanceof Error ? error.message : String(error));
    return EXIT.partial;
  }
}

function extensionsOf(options: CommandOptions): readonly string[] {
  const format = String(options['format']);
  const extensions = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (extensions === undefined)
    throw usageError(`--format: expected ${Object.keys(FORMATS).join(', ')}, got "${format}"`);
  if (options['outputDir'] === '-' && extensions.length > 1)
    throw usageError(`--output-dir -: takes one format, such as --format text, not ${format}`);
  return extensions;
}

function frameOf(context: CommandContext, period: string): ReportFrame {
  const { window, clock, config } = context;
  const now = clock.now();
  const { tz } = config;
  const frame = { dataset: datasetName(context), tz, generatedMs: now };
  if (period !== 'daily' && period !== 'weekly')
    throw usageError(`period: expected daily or weekly, got "${period}"`);
  if (window.said === '') {
    if (period === 'weekly')
      return { ...frame, title: 'Weekly report', sinceMs: now - 7 * DAY_MS, untilMs: now };
    const { sinceMs, untilMs, date } = yesterday(now, tz);
    return { ...frame, title: `Daily report, ${date}`, sinceMs, untilMs };
  }
  if (period === 'daily')
    throw usageError('report daily is of yesterday; for another time leave daily out: report --since 2d');
  if (window.sinceMs === undefined) throw usageError('report needs a beginning: give --since or --days too');
  const untilMs = Math.min(window.untilMs ?? now, now);
  const days = (untilMs - window.sinceMs) / DAY_MS;
  const title =
    Number.isInteger(days) && days !== 7 ? `Report of ${days} day${days === 1 ? '' : 's'}` : 'Report';
  return { ...frame, title: days === 7 ? 'Weekly report' : title, sinceMs: window.sinceMs, untilMs };
}

/** A report is passed on: of a folder, where it lies on this machine is nobody's business. */
const datasetName = ({ config, cache }: CommandContext): string =>
  config.local === undefined
    ? cache.source().name
    : config.local.split(/[\\/]/).filter(Boolean).slice(-2).join('/');
