import { formatNumber } from '../output/formatCell.ts';
import type { Report } from '../report/report.ts';
import { reportFooter, reportHeadline, reportPeriod } from '../report/reportText.ts';
import { clipLines } from './clipText.ts';
import { type DiscordEmbed, discordMessages, discordText } from './discordMessages.ts';
import { slackMessage, slackText } from './slackMessage.ts';

/** What takes the message. */
export type NotifyKind = 'discord' | 'slack' | 'json';

/** The service that an address is of; whatever it does not tell is sent plain JSON. */
export function notifyKindOfUrl(url: string): NotifyKind {
  const { hostname } = new URL(url);
  if (/(^|\.)discord(app)?\.com$/.test(hostname)) return 'discord';
  return /(^|\.)slack(-gov)?\.com$/.test(hostname) ? 'slack' : 'json';
}

/** What is sent of a report, in the shape that each service takes. */
export function reportMessages(report: Report, kind: NotifyKind): readonly unknown[] {
  if (kind === 'discord') return discordMessages('', [discordEmbed(report)]);
  if (kind === 'slack') return [slackOf(report)];
  return [plainOf(report)];
}

const GOOD = 0x2e9e6b;
const BAD = 0xc4453b;

function discordEmbed(report: Report): DiscordEmbed {
  const lists = listsOf(report, discordText);
  return {
    title: report.title,
    description: `${discordText(reportHeadline(report))}\n${discordText(reportPeriod(report))}`,
    color: hasOpenFailures(report) ? BAD : GOOD,
    fields: [
      ...figuresOf(report).map(([name, value]) => ({ name, value, inline: true })),
      ...lists.map(([name, lines]) => ({ name, value: clipLines(lines, 1024) })),
    ],
    footer: { text: reportFooter(report) },
    timestamp: new Date(report.generatedMs).toISOString(),
  };
}

function slackOf(report: Report): ReturnType<typeof slackMessage> {
  const figures = figuresOf(report).map(([name, value]) => `*${name}* ${value}`);
  const lists = listsOf(report, slackText).map(([name, lines]) => `*${name}*\n${clipLines(lines, 2800)}`);
  return slackMessage({
    title: report.title,
    headline: reportHeadline(report),
    sections: [slackText(reportPeriod(report)), figures.join('   '), ...lists],
    footer: reportFooter(report),
  });
}

/** For a program: the figures by their names. */
function plainOf(report: Report): unknown {
  const { title, dataset, tz, sinceMs, untilMs, generatedMs, plays, errors, events } = report;
  return {
    kind: 'report',
    title,
    text: reportHeadline(report),
    dataset,
    tz,
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    generated: new Date(generatedMs).toISOString(),
    ...(plays !== undefined && {
      plays: plays.stats,
      plays_before: plays.before,
      top: plays.top,
      days: plays.days,
    }),
    ...(errors !== undefined && { errors: errors.counts, open_errors: errors.open }),
    ...(events !== undefined && { events }),
  };
}

const hasOpenFailures = ({ errors }: Report): boolean =>
  (errors?.counts ?? []).some(
    ({ severity, unresolved_count }) =>
      unresolved_count > 0 && (severity === 'error' || severity === 'critical'),
  );

function figuresOf({ plays }: Report): [name: string, value: string][] {
  if (plays === undefined) return [];
  const { total_plays, uptime_percent, error_rate } = plays.stats;
  const percent = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)} %`);
  return [
    ['Plays', formatNumber(total_plays)],
    ['Uptime', percent(uptime_percent)],
    ['Error rate', percent(error_rate)],
  ];
}

/** Lists with headings; the texts of rows go through `safe`. */
function listsOf(
  { plays, errors, events }: Report,
  safe: (text: string) => string,
): [name: string, lines: string[]][] {
  const lists: [string, string[]][] = [
    [
      'Most played',
      (plays?.top ?? [])
        .slice(0, 5)
        .map(
          ({ artist, title, track_key, play_count }, i) =>
            `${i + 1}. ${safe(title === null ? track_key : `${artist ?? '–'} – ${title}`)}: ${play_count}`,
        ),
    ],
    [
      'Errors',
      (errors?.counts ?? []).map(
        ({ service, severity, error_count, unresolved_count }) =>
          `${safe(service ?? '–')}, ${safe(severity ?? '–')}: ${error_count}, ${unresolved_count} not resolved`,
      ),
    ],
    [
      'Not resolved',
      (errors?.open ?? [])
        .slice(0, 5)
        .map(({ service, message }) => `${safe(service ?? '–')}: ${safe((message ?? '–').slice(0, 160))}`),
    ],
    [
      'Events',
      (events ?? [])
        .slice(0, 8)
        .map(({ event_type, event_count }) => `${safe(event_type ?? '–')}: ${event_count}`),
    ],
  ];
  return lists.filter(([, lines]) => lines.length > 0);
}
