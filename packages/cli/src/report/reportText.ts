import { formatDuration, formatNumber } from '../output/formatCell.ts';
import { renderMarkdown } from '../output/renderMarkdown.ts';
import { renderText } from '../output/renderText.ts';
import { zonedText } from '../windows/zonedTime.ts';
import type { Report } from './report.ts';
import { reportSections } from './reportSections.ts';

/** `2026-02-22 12:00:00 – 2026-03-01 12:00:00 (UTC)`. */
export const reportPeriod = ({ sinceMs, untilMs, tz }: Report): string =>
  `${zonedText(sinceMs, tz)} – ${zonedText(untilMs, tz)} (${tz})`;

/** The answer in one or two sentences. */
export function reportHeadline({ plays, errors, events }: Report): string {
  const said: string[] = [];
  if (plays !== undefined) {
    const { total_plays, unique_tracks, uptime_percent, error_rate } = plays.stats;
    said.push(
      total_plays === 0
        ? 'Nothing was played.'
        : `${counted(total_plays, 'play')} of ${counted(unique_tracks, 'track')}, uptime ${(uptime_percent ?? 0).toFixed(2)} %, error rate ${(error_rate ?? 0).toFixed(2)} %.`,
    );
  }
  if (errors !== undefined) {
    const total = errors.counts.reduce((sum, { error_count }) => sum + error_count, 0);
    const open = errors.counts.reduce((sum, { unresolved_count }) => sum + unresolved_count, 0);
    said.push(total === 0 ? 'No errors.' : `${counted(total, 'error')}, ${formatNumber(open)} not resolved.`);
  }
  if (plays === undefined && events !== undefined)
    said.push(
      `${counted(
        events.reduce((sum, { event_count }) => sum + event_count, 0),
        'event',
      )}.`,
    );
  return said.join(' ');
}

const counted = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Where it comes from and how fresh it was. */
export function reportFooter({ dataset, generatedMs, syncedMs, tz }: Report): string {
  const age = generatedMs - syncedMs;
  const fresh = age < 60_000 ? 'just synced' : `synced ${formatDuration(age)} before`;
  return `${dataset}, written ${zonedText(generatedMs, tz)} (${tz}), ${fresh}.`;
}

export function reportText(report: Report): string {
  const { title, tz } = report;
  const head = `${title}\n${'='.repeat([...title].length)}\n${reportPeriod(report)}\n\n${reportHeadline(report)}\n\n`;
  const body = renderText(reportSections(report), { tz, hasColor: false, widthChars: undefined });
  return `${head}${body}\n${reportFooter(report)}\n`;
}

export function reportMarkdown(report: Report): string {
  const { title, tz } = report;
  const body = renderMarkdown(reportSections(report), tz);
  return `# ${title}\n\n${reportPeriod(report)}\n\n${reportHeadline(report)}\n\n${body}\n${reportFooter(report)}\n`;
}
