import { barChart } from '../output/svg/barChart.ts';
import { lineChart } from '../output/svg/lineChart.ts';
import { stackedChart } from '../output/svg/stackedChart.ts';
import type { PlaysReport, Report } from './report.ts';

/** Charts by the section whose table they stand above. */
export function reportCharts({ plays, events }: Report): Readonly<Record<string, string>> {
  return {
    ...(plays !== undefined && plays.stats.total_plays > 0 && playCharts(plays)),
    ...(events !== undefined &&
      events.length > 0 && {
        events: barChart({
          title: 'Events by kind',
          bars: events
            .slice(0, 12)
            .map(({ event_type, event_count }) => ({ label: event_type ?? '–', value: event_count })),
          formatValue: (value) => value.toLocaleString('en-US'),
        }),
      }),
  };
}

function playCharts({ top, hours, days }: PlaysReport): Record<string, string> {
  const split = (rows: readonly { play_count: number; plays_with_errors: number }[]) => [
    { name: 'without errors', values: rows.map((row) => row.play_count - row.plays_with_errors) },
    { name: 'with errors', values: rows.map((row) => row.plays_with_errors) },
  ];
  return {
    top: barChart({
      title: 'Most played tracks',
      bars: top.map(({ artist, title, track_key, play_count }) => ({
        label: title === null ? track_key : `${title} – ${artist ?? ''}`,
        value: play_count,
      })),
      formatValue: String,
    }),
    days:
      stackedChart({
        title: 'Plays by day',
        labels: days.map(({ date }) => date.slice(5)),
        series: split(days),
        formatY: String,
      }) +
      lineChart({
        title: 'Uptime by day, in per cent',
        xs: days.map(({ date }) => Date.parse(date)),
        series: [{ name: 'uptime', ys: days.map(({ uptime_percent }) => uptime_percent) }],
        formatX: (at) => new Date(at).toISOString().slice(5, 10),
        formatY: (value) => `${Math.round(value * 100) / 100} %`,
      }),
    hours: stackedChart({
      title: 'Plays by hour of the day',
      labels: hours.map(({ hour_of_day }) => `${String(hour_of_day).padStart(2, '0')}:00`),
      series: split(hours),
      formatY: String,
    }),
  };
}
