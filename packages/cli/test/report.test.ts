import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { clockOf, countBy, playsWithin, rowsOf, soundingMs, startOf } from './support/plainPlays.ts';
import { openWebhook, type WebhookServer } from './support/webhookServer.ts';

const NOW = Date.parse(DEMO_NOW);
const DAY_MS = 86_400_000;

let demo: OpenDemo;
let plays: DemoRow[];
let hook: WebhookServer;
beforeAll(async () => {
  demo = await openDemo({ days: 9, seed: 4 });
  plays = rowsOf(demo.data, 'play_history');
  hook = await openWebhook();
  await demo.run('sync');
}, 60_000);
afterEach(() => rm(join(demo.cwd, 'reports'), { recursive: true, force: true }));
afterAll(async () => {
  await demo.close();
  await hook.close();
});

const filesIn = async (dir = 'reports'): Promise<string[]> => (await readdir(join(demo.cwd, dir))).sort();
const readReport = (name: string): Promise<string> => readFile(join(demo.cwd, 'reports', name), 'utf8');

describe('report', () => {
  it('[GV10] {003.31} {003.32} weekly is the default, and its files have the names that scripts look for', async () => {
    const { exitCode, stdout } = await demo.run('report', '--json');
    expect(exitCode).toBe(0);
    expect(await filesIn()).toEqual([
      'weekly_report_20260301_120000.html',
      'weekly_report_20260301_120000.txt',
    ]);
    expect(JSON.parse(stdout).map((row: { file: string }) => row.file)).toEqual([
      'reports/weekly_report_20260301_120000.txt',
      'reports/weekly_report_20260301_120000.html',
    ]);
    await demo.run(
      'report',
      '--format',
      'html',
      '--days',
      '3',
      '--tz',
      'Asia/Riyadh',
      '--output-dir',
      'elsewhere/deep',
    );
    expect(await filesIn('elsewhere/deep')).toEqual(['weekly_report_20260301_150000.html']);
    await demo.run('report', 'daily', '--format', 'all', '--output-dir', 'daily');
    expect(await filesIn('daily')).toEqual(
      ['html', 'md', 'txt'].map((extension) => `daily_report_20260301_120000.${extension}`),
    );
  });

  it.each(['UTC', 'Asia/Riyadh', 'America/New_York'])(
    '[GV11] {003.23} {003.31} its numbers are those of plain arithmetic over the rows, in %s',
    async (tz) => {
      for (const [args, from, to] of periods(tz)) {
        const known = hook.bodies.length;
        const run = await demo.run(
          'report',
          ...args,
          '--tz',
          tz,
          '--format',
          'text',
          '--webhook-url',
          hook.url,
        );
        expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining('Sent a message (json)')]);
        const within = playsWithin(plays, from, to);
        const before = playsWithin(plays, from - (to - from), from);
        const errors = rowsOf(demo.data, 'error_log').filter((row) => isWithin(row, from, to));
        const events = rowsOf(demo.data, 'metrics_event').filter((row) => isWithin(row, from, to));
        const first = Math.max(from, Math.min(...plays.map(startOf)));
        const body = hook.bodies[known] as unknown as ReportBody;
        expect(body.plays).toMatchObject({
          total_plays: within.length,
          unique_tracks: new Set(within.map((row) => row['track_key'])).size,
          plays_with_errors: within.filter((row) => row['had_errors'] === true).length,
        });
        expect(body.plays.uptime_percent).toBeCloseTo((100 * soundingMs(plays, first, to)) / (to - first), 6);
        expect(body.plays_before.total_plays).toBe(before.length);
        expect([body.since, body.until]).toEqual([new Date(from).toISOString(), new Date(to).toISOString()]);
        const byTrack = countBy(within, (row) => row['track_key']);
        for (const { track_key, play_count } of body.top) expect(play_count).toBe(byTrack.get(track_key));
        expect(body.top[0]?.play_count).toBe(Math.max(...byTrack.values()));
        const byDay = countBy(within, (row) => clockOf(startOf(row), tz)[0]);
        expect(body.days.map(({ date, play_count }) => [date, play_count])).toEqual(
          body.days.map(({ date }) => [date, byDay.get(date) ?? 0]),
        );
        expect(body.days.reduce((sum, { play_count }) => sum + play_count, 0)).toBe(within.length);
        expect(body.errors.reduce((sum, { error_count }) => sum + error_count, 0)).toBe(errors.length);
        const open = errors.filter((row) => row['resolved'] !== true);
        expect(body.errors.reduce((sum, row) => sum + row.unresolved_count, 0)).toBe(open.length);
        expect(body.open_errors).toHaveLength(Math.min(10, open.length));
        const byType = countBy(events, (row) => row['event_type']);
        expect(body.events.map(({ event_type, event_count }) => [event_type, event_count]).sort()).toEqual(
          [...byType].sort(),
        );
        const text = await readReport((await filesIn())[0] ?? '');
        const total = within.length.toLocaleString('en-US');
        expect(text).toContain(
          `${total} plays of ${body.plays.unique_tracks} tracks, uptime ${body.plays.uptime_percent.toFixed(2)} %`,
        );
        await rm(join(demo.cwd, 'reports'), { recursive: true });
      }
    },
  );

  it('[GV10] the same dataset at the same time gives the same bytes', async () => {
    const of = async () => (await demo.run('report', '--format', 'html', '--output-dir', '-')).stdout;
    expect(await of()).toBe(await of());
    const text = (await demo.run('report', '--format', 'text', '--output-dir', '-')).stdout;
    expect(text).toMatch(
      /^Weekly report\n=============\n2026-02-22 12:00:00 – 2026-03-01 12:00:00 \(UTC\)\n\n/,
    );
    expect((await demo.run('report', '--format', 'md', '--output-dir', '-')).stdout).toMatch(
      /^# Weekly report\n[\s\S]*\n## Most played\n\n\| artist \| title \| plays \|/,
    );
  });

  it('[GV12] HTML is one file that loads nothing and runs nothing, has charts and their tables, and prints', async () => {
    const html = (await demo.run('report', '--format', 'html', '--output-dir', '-')).stdout;
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|src=|href=|url\(/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html.match(/<svg /g)?.length).toBe(5);
    expect(html.match(/<table>/g)?.length).toBe(7);
    expect(html).toContain('@media print');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('[GV13] a time without rows writes nothing and ends with 3; what is no report ends with 2', async () => {
    const none = await demo.run('report', '--since', '2020-01-01', '--until', '2020-01-08');
    expect([none.exitCode, none.stdout]).toEqual([3, 'nothing to report\n']);
    expect(none.stderr).toContain('2020-01-01 00:00:00 – 2020-01-08 00:00:00 (UTC)');
    await expect(filesIn()).rejects.toThrow();
    for (const [args, said] of [
      [['report', 'monthly'], 'expected daily or weekly'],
      [['report', 'daily', '--days', '3'], 'report daily is of yesterday'],
      [['report', '--where', 'artist=Fairuz'], 'takes no --where'],
      [['report', '--format', 'pdf'], '--format: expected text, html'],
      [['report', '--output-dir', '-'], 'takes one format'],
      [['report', '--notify'], 'where to?'],
      [
        ['report', '--notify', 'telegram', '--webhook-url', 'http://127.0.0.1:9'],
        'expected discord, slack, json',
      ],
    ] as const) {
      const run = await demo.run(...args);
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining(said)]);
    }
    expect((await demo.run('report', '--help')).stdout).toContain('Examples:\n  parqueue report');
  });

  it('[GV14] {003.33} Discord and Slack get their own shape', async () => {
    const known = hook.bodies.length;
    const args = ['report', 'daily', '--format', 'text', '--send-notification', '--webhook-url', hook.url];
    await demo.run(...args, '--notify', 'discord');
    await demo.run(...args, '--notify', 'slack');
    const [discord, slack] = hook.bodies.slice(known) as [DiscordBody, SlackBody];
    expect(discord.embeds[0]).toMatchObject({ title: 'Daily report, 2026-02-28' });
    expect(discord.embeds[0]?.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Plays', 'Uptime', 'Error rate', 'Most played']),
    );
    expect(discord.allowed_mentions).toEqual({ parse: [] });
    expect(slack.blocks[0]?.text?.text).toBe('Daily report, 2026-02-28');
    expect(slack.text).toMatch(/^Daily report, 2026-02-28: [\d,]+ plays of/);
  });

  it('[GV15] {003.33} what is too busy is asked again; what refuses is not, the files stay, and the exit code is 5', async () => {
    hook.answerWith(
      { status: 429, headers: { 'Retry-After': '0' } },
      { status: 429, body: '{"retry_after":0.01}' },
    );
    const known = hook.bodies.length;
    const args = ['report', '--format', 'text', '--notify', '--webhook-url', hook.url];
    expect((await demo.run(...args)).exitCode).toBe(0);
    expect(hook.bodies.length - known).toBe(3);
    hook.answerWith({ status: 404, body: '{"message": "Unknown Webhook"}' });
    const refused = await demo.run(...args);
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toContain('the message was not taken: 404 {"message": "Unknown Webhook"}');
    expect(refused.stderr).not.toContain('secret');
    expect(hook.bodies.length - known).toBe(4);
    expect(await filesIn()).toHaveLength(1);
  });
});

/** What is reported by which arguments, in a zone. */
function periods(tz: string): [args: string[], fromMs: number, toMs: number][] {
  const [yesterday] = clockOf(NOW - DAY_MS, tz);
  let from = NOW - 2 * DAY_MS;
  while (clockOf(from, tz)[0] !== yesterday) from += 3_600_000;
  from -= from % 3_600_000;
  return [
    [[], NOW - 7 * DAY_MS, NOW],
    [['daily'], from, from + DAY_MS],
    [['--days', '2'], NOW - 2 * DAY_MS, NOW],
  ];
}

function isWithin(row: DemoRow, from: number, to: number): boolean {
  const at = (row['timestamp'] as Date).getTime();
  return at >= from && at < to;
}

interface ReportBody {
  readonly since: string;
  readonly until: string;
  readonly plays: {
    readonly total_plays: number;
    readonly unique_tracks: number;
    readonly uptime_percent: number;
  };
  readonly plays_before: { readonly total_plays: number };
  readonly top: readonly { readonly track_key: string; readonly play_count: number }[];
  readonly days: readonly { readonly date: string; readonly play_count: number }[];
  readonly errors: readonly { readonly error_count: number; readonly unresolved_count: number }[];
  readonly open_errors: readonly unknown[];
  readonly events: readonly { readonly event_type: string; readonly event_count: number }[];
}

interface DiscordBody extends Record<string, unknown> {
  readonly embeds: readonly { readonly fields: readonly { readonly name: string }[] }[];
}

interface SlackBody extends Record<string, unknown> {
  readonly text: string;
  readonly blocks: readonly { readonly text?: { readonly text: string } }[];
}
