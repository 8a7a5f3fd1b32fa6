import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DatasetFacts, SpoolFacts } from '../../packages/relay/src/status/datasetFacts.ts';
import { findingsOf } from '../../packages/relay/src/status/findingsOf.ts';
import { pageHeaders } from '../../packages/relay/src/status/pageHeaders.ts';
import { statusPage } from '../../packages/relay/src/status/statusPage.ts';
import { statusTokens } from '../../packages/relay/src/status/statusTokens.ts';
import { datasetOf, HOSTILE, healthySpool, NOW, statusStates } from './statusStates.ts';

const HOUR_MS = 3_600_000;

const whatOf = (other: Partial<SpoolFacts>): readonly string[] =>
  findingsOf(datasetOf({ ...healthySpool, ...other }), NOW).map(({ state, what }) => `${state}: ${what}`);

test.for(Object.keys(statusStates))(
  '[RL50] %s is a page without script, which loads nothing',
  async (name) => {
    const page = String(await statusStates[name]?.());
    expect(page).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed)\b|<[^>]*\s(on\w+|style)=/i);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  },
);

test('[RL50] the policy lets in the style of the page, and nothing else', async () => {
  const headers = await pageHeaders();
  const page = String(await statusStates['healthy']?.());
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
  const hash = Buffer.from(digest).toString('base64');
  expect(headers['Content-Security-Policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  );
});

test('[RL50] whatever stands in a name or in words of the Hub is shown as it is', async () => {
  const facts: DatasetFacts = {
    ...datasetOf({
      ...healthySpool,
      failure: 'rejected',
      problem: HOSTILE,
      deadCount: 1,
      lastCommit: { at: NOW, commit: HOSTILE },
      tables: healthySpool.tables.map((table) => ({ ...table, table: HOSTILE, conflict: HOSTILE })),
      refusals: [{ name: HOSTILE, count: 1 }],
      hubFailures: [{ name: HOSTILE, count: 1 }],
    }),
    dataset: HOSTILE,
    repo: HOSTILE,
    repoUrl: `https://hub.example/datasets/${HOSTILE}`,
  };
  const page = String(await statusPage({ datasets: [facts], isRefreshing: true, now: NOW }));
  const letters = String(await statusStates['letters']?.());
  for (const text of [page, letters]) {
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x');
    expect(text).not.toMatch(/<script|<img/);
  }
});

test('[RL50] times are elements, with the moment for programs and in words', async () => {
  const page = String(await statusStates['healthy']?.());
  expect(page).toContain(
    '<time datetime="2026-11-21T03:01:05.000Z" title="2026-11-21 03:01:05 UTC">3 minutes ago</time>',
  );
  expect(page).toContain(
    '<a href="https://huggingface.co/datasets/me/recitations/commit/1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d">',
  );
});

test('[RL50] a dataset that is well has nothing to do', () => {
  expect(whatOf({})).toEqual([]);
  expect(whatOf({ commitsLeft: 0, nextCommitAt: null })).toEqual([]);
});

test.for<[string, Partial<SpoolFacts>, RegExp]>([
  [
    'a token that is refused',
    { failure: 'unauthorized', isTaking: false },
    /^failed: The Hub refuses the relay’s token/,
  ],
  ['a Hub that is down', { failure: 'unavailable' }, /^waiting: Commits do not get through/],
  ['a used-up quota', { failure: 'throttled' }, /^waiting: A quota/],
  ['a used-up hour', { commitsLeft: 0 }, /^waiting: The commits of this hour/],
  [
    'a card that cannot be mended',
    { failure: 'unavailable', problem: 'CardError: README.md: line 3' },
    /^failed: The dataset’s README/,
  ],
  ['a full spool', { fill: 0.994 }, /^failed: The spool is full/],
  ['a spool that fills up', { fill: 0.81 }, /^waiting: The spool is 81 % full/],
  ['dead letters', { deadCount: 1 }, /^failed: The Hub refuses 1 shard for good/],
  ['a relay that takes nothing', { isTaking: false }, /^failed: Nothing is taken/],
])('[RL50] %s is said in words, with what to do', ([, other, words]) => {
  expect(whatOf(other)).toEqual([expect.stringMatching(words)]);
});

test('[RL50] what needs the operator comes before what mends itself', () => {
  const backlog = { shards: 1, bytes: 1, oldestAt: NOW - 169 * HOUR_MS };
  const said = whatOf({ failure: 'unavailable', backlog, deadCount: 2 });
  expect(said.map((what) => what.split(':')[0])).toEqual(['failed', 'failed', 'waiting']);
});

test('a spool that does not answer needs the operator', () => {
  expect(findingsOf(datasetOf(undefined), NOW)).toMatchObject([{ state: 'failed' }]);
});

test('the pages have the tokens that all pages share', () => {
  const file = new URL('../../examples/shared/tokens.css', import.meta.url);
  expect(statusTokens).toBe(readFileSync(file, 'utf8'));
});
