import { describe, expect, it } from 'vitest';
import type { Talk } from '../output/createTalk.ts';
import type { Report } from '../report/report.ts';
import { reportHtml } from '../report/reportHtml.ts';
import { reportMarkdown, reportText } from '../report/reportText.ts';
import { clipLines, clipText } from './clipText.ts';
import { type DiscordEmbed, type DiscordMessage, discordMessages } from './discordMessages.ts';
import { postMessage } from './postMessage.ts';
import { notifyKindOfUrl, reportMessages } from './reportMessages.ts';

const sizeOf = ({ title = '', description = '', fields = [], footer }: DiscordEmbed): number =>
  [title, description, footer?.text ?? '', ...fields.flatMap(({ name, value }) => [name, value])].join('')
    .length;

function expectWithinLimits(messages: readonly DiscordMessage[]): void {
  for (const { content, embeds } of messages) {
    expect(content.length).toBeLessThanOrEqual(2000);
    expect(embeds.length).toBeLessThanOrEqual(10);
    expect(embeds.reduce((sum, embed) => sum + sizeOf(embed), 0)).toBeLessThanOrEqual(6000);
    for (const { title = '', description = '', fields = [], footer } of embeds) {
      expect(title.length).toBeLessThanOrEqual(256);
      expect(description.length).toBeLessThanOrEqual(4096);
      expect(footer?.text.length ?? 0).toBeLessThanOrEqual(2048);
      expect(fields.length).toBeLessThanOrEqual(25);
      for (const { name, value } of fields) {
        expect(name.length >= 1 && name.length <= 256).toBe(true);
        expect(value.length >= 1 && value.length <= 1024).toBe(true);
      }
    }
  }
}

const EVIL = '<script>alert(1)</script> **@everyone** <!channel> <b onclick="x">&amp;\u001b[31m\u202e|x|';

/** A report whose every text comes from a row that means ill, and is long. */
function evilReport(text: string): Report {
  const stats = {
    total_plays: 1,
    unique_tracks: 1,
    unique_artists: 1,
    total_duration_seconds: 1,
    avg_duration_seconds: 1,
    ended_early: 0,
    plays_with_errors: 1,
    total_errors: 1,
    error_rate: 100,
    uptime_percent: 50,
    first_play: new Date(0),
    last_play: new Date(0),
  };
  const many = Array.from({ length: 30 });
  const seen = new Date(0);
  return {
    title: text,
    dataset: text,
    tz: 'UTC',
    sinceMs: 0,
    untilMs: 86_400_000,
    generatedMs: 86_400_000,
    syncedMs: 86_400_000,
    plays: {
      stats,
      before: stats,
      top: many.map(() => ({
        track_key: text,
        artist: text,
        title: text,
        play_count: 1,
        total_duration_seconds: 1,
        plays_with_errors: 1,
        last_played: seen,
      })),
      hours: [],
      days: [],
    },
    errors: {
      counts: many.map(() => ({
        service: text,
        severity: 'error',
        error_count: 1,
        unresolved_count: 1,
        first_seen: seen,
        last_seen: seen,
      })),
      open: many.map(() => ({ timestamp: seen, service: text, severity: 'error', message: text })),
    },
    events: many.map(() => ({ event_type: text, event_count: 1, p50_ms: null, p95_ms: null })),
  };
}

describe('messages', () => {
  it('[GV14] {003.33} nothing that is sent is longer than Discord takes, whatever the rows say', () => {
    for (const length of [1, 100, 300, 1024, 1025, 5000]) {
      const text = '💥'.repeat(length);
      expectWithinLimits(reportMessages(evilReport(text), 'discord') as DiscordMessage[]);
      const field = { name: text, value: text };
      const embed = {
        title: text,
        description: text,
        footer: { text },
        fields: Array.from({ length: 40 }, () => field),
      };
      expectWithinLimits(
        discordMessages(
          text,
          Array.from({ length: 23 }, () => embed),
        ),
      );
    }
  });

  it('[GV14] {003.33} what is too much for one message goes into several, in order, each embed once', () => {
    const embeds = Array.from({ length: 23 }, (_, i) => ({ title: `t${i}` }));
    const messages = discordMessages('said once', embeds);
    expect(messages.map((message) => message.embeds.length)).toEqual([10, 10, 3]);
    expect(messages.flatMap((message) => message.embeds)).toEqual(embeds);
    expect(messages.map(({ content }) => content)).toEqual(['said once', '', '']);
    const long = Array.from({ length: 3 }, () => ({ description: 'x'.repeat(3500) }));
    expect(discordMessages('', long).map((message) => message.embeds.length)).toEqual([1, 1, 1]);
  });

  it('[GV14] {003.33} Slack takes no block that is longer than 3,000, no header longer than 150', () => {
    const [message] = reportMessages(evilReport('&<>'.repeat(2000)), 'slack') as [
      { blocks: { type: string; text?: { text: string }; elements?: { text: string }[] }[]; text: string },
    ];
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    for (const { type, text, elements } of message.blocks)
      expect((text?.text ?? elements?.[0]?.text ?? '').length).toBeLessThanOrEqual(
        type === 'header' ? 150 : 3000,
      );
    expect(message.text.length).toBeLessThanOrEqual(4000);
  });

  it('[GV16] a row calls nobody and formats nothing', () => {
    const [discord] = reportMessages(evilReport(EVIL), 'discord') as DiscordMessage[];
    const fields = (discord?.embeds[0]?.fields ?? []).map(({ value }) => value).join('\n');
    expect(fields).toContain('\\*\\*\\@everyone\\*\\*');
    expect(fields).not.toMatch(/(?<!\\)[*@<]/);
    const [slack] = reportMessages(evilReport(EVIL), 'slack');
    const { blocks } = slack as { blocks: { type: string }[] };
    expect(JSON.stringify(blocks.slice(1))).not.toMatch(/[<>]/);
  });

  it('[GV16] {003.31} a row is text in every kind of report', () => {
    const html = reportHtml(evilReport(EVIL));
    expect(html).not.toMatch(/<script|<b |onclick="|\u202e/);
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('\u001b');
    expect(reportMarkdown({ ...evilReport(EVIL), title: 'Report', dataset: 'demo' })).not.toMatch(
      /<script|(?<!\\)\*\*/,
    );
    expect(reportText({ ...evilReport(EVIL), title: 'Report', dataset: 'demo' })).not.toMatch(/\u202e/);
  });

  it('[GV14] texts are cut between letters', () => {
    expect(clipText('abcdef', 4)).toBe('abc…');
    expect(clipText('💥💥💥', 4)).toBe('💥…');
    expect(clipLines(['aaaa', 'b'.repeat(20), 'cccc'], 17)).toBe('aaaa\n… and 2 more');
  });

  it('[GV14] {003.33} the address tells the service', () => {
    expect(notifyKindOfUrl('https://discord.com/api/webhooks/1/x')).toBe('discord');
    expect(notifyKindOfUrl('https://canary.discordapp.com/api/webhooks/1/x')).toBe('discord');
    expect(notifyKindOfUrl('https://hooks.slack.com/services/T/B/x')).toBe('slack');
    expect(notifyKindOfUrl('https://discord.com.evil.example/x')).toBe('json');
    expect(notifyKindOfUrl('https://notdiscord.com/x')).toBe('json');
  });
});

const silent: Talk = { debug() {}, info() {}, warn() {}, error() {}, progress() {} };

/** Answers in order, then the last again. */
function post(answers: readonly (() => Response)[], now = () => 0) {
  let tries = 0;
  const fetch = async () => {
    const answer = answers[Math.min(tries, answers.length - 1)];
    tries++;
    if (answer === undefined) throw new Error('no answer');
    return answer();
  };
  const parts = {
    fetch,
    talk: silent,
    signal: AbortSignal.timeout(20_000),
    random: () => 0.5,
    now,
    firstWaitMs: 1,
  };
  return postMessage('https://hooks.example/secret', {}, parts).then(
    () => ({ tries, problem: '' }),
    (error: Error) => ({ tries, problem: error.message }),
  );
}

describe('webhook', () => {
  const ok = () => new Response(null, { status: 204 });
  const busy = (headers: Record<string, string>) => () => new Response('busy', { status: 429, headers });

  it('[GV15] {003.33} waits as long as it is told, in seconds, as a date, or in the body', async () => {
    const at = Date.now();
    expect(await post([busy({ 'Retry-After': '0.15' }), ok])).toEqual({ tries: 2, problem: '' });
    expect(Date.now() - at).toBeGreaterThanOrEqual(145);
    const date = { 'Retry-After': new Date(2000).toUTCString() };
    const from = Date.now();
    expect(await post([busy(date), ok], () => 1900)).toEqual({ tries: 2, problem: '' });
    expect(Date.now() - from).toBeGreaterThanOrEqual(95);
    const body = () =>
      new Response('{"retry_after":0.02}', { status: 429, headers: { 'Retry-After': '60' } });
    expect(await post([body, ok])).toEqual({ tries: 2, problem: '' });
    expect(await post([busy({ 'Retry-After': '3600' }), ok])).toEqual({
      tries: 1,
      problem: 'hooks.example: the message was not taken: 429 busy; it asks to wait 3600 s',
    });
  });

  it('[GV15] {003.33} tries five times what fails in passing, and once what refuses', async () => {
    const down = () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') });
    };
    expect(await post([down])).toEqual({
      tries: 5,
      problem: 'hooks.example: the message was not taken: connect ECONNREFUSED 127.0.0.1:9, after 5 tries',
    });
    expect(await post([() => new Response('', { status: 503 }), down, ok])).toEqual({
      tries: 3,
      problem: '',
    });
    expect((await post([() => new Response('no', { status: 400 })])).tries).toBe(1);
    const moved = () => new Response('', { status: 302, headers: { Location: 'https://elsewhere.example' } });
    expect((await post([moved])).problem).toContain('302');
  });
});
