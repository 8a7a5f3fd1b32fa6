import { html } from 'hono/html';
import type { SpoolFacts } from './datasetFacts.ts';
import type { Html } from './html.ts';
import { timeOf } from './timeOf.ts';
import { counted, formatCount, formatShare, formatSize } from './words.ts';

/** The six figures of a dataset that are looked at first. */
export const figuresView = (dataset: string, repoUrl: string, spool: SpoolFacts, now: number): Html =>
  html`<dl class="figures">
    ${waiting(spool, now)}
    ${lastCommit(spool, repoUrl, now)}
    ${nextCommit(spool, now)}
    ${figure('Commits left', formatCount(spool.commitsLeft), `of ${formatCount(spool.commitsPerHour)} an hour`)}
    ${fill(spool)}
    ${dead(dataset, spool)}
  </dl>`;

const figure = (label: string, value: string | Html, detail: string | Html): Html =>
  html`<div><dt>${label}</dt><dd class="value">${value}</dd><dd class="quiet">${detail}</dd></div>`;

const waiting = ({ backlog: { shards, bytes, oldestAt } }: SpoolFacts, now: number): Html =>
  figure(
    'Waiting',
    counted(shards, 'shard'),
    oldestAt === null
      ? 'nothing waits'
      : html`${formatSize(bytes)}, the oldest came ${timeOf(oldestAt, now)}`,
  );

function lastCommit({ lastCommit: last, commitCount }: SpoolFacts, repoUrl: string, now: number): Html {
  if (last === null) return figure('Last commit', 'none yet', 'nothing is in the dataset');
  const link = html`<a href="${repoUrl}/commit/${last.commit}"><code>${last.commit.slice(0, 7)}</code></a>`;
  return figure('Last commit', timeOf(last.at, now), html`${link}, ${counted(commitCount, 'commit')} in all`);
}

function nextCommit({ nextCommitAt }: SpoolFacts, now: number): Html {
  if (nextCommitAt === null) return figure('Next commit', 'none planned', 'when something comes');
  return nextCommitAt <= now
    ? figure('Next commit', 'now', 'is due')
    : figure('Next commit', timeOf(nextCommitAt, now), 'is planned');
}

function fill({ spoolBytes, spoolMaxBytes }: SpoolFacts): Html {
  const percent = Math.min(100, (100 * spoolBytes) / spoolMaxBytes);
  const share = formatShare(spoolBytes, spoolMaxBytes);
  return figure(
    'Spool filled',
    html`${share}<svg class="fill" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-room" width="100" height="4"/><rect class="fill-taken" width="${percent.toFixed(1)}" height="4"/></svg>`,
    `${formatSize(spoolBytes)} of ${formatSize(spoolMaxBytes)}`,
  );
}

const dead = (dataset: string, { deadCount }: SpoolFacts): Html =>
  deadCount === 0
    ? figure('Dead letters', '0', 'the Hub took all')
    : figure('Dead letters', formatCount(deadCount), html`<a href="/v1/status/${dataset}/dead">See them</a>`);
