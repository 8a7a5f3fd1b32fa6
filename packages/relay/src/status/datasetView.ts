import { html } from 'hono/html';
import type { CountedFact, DatasetFacts, PutBucket, SpoolFacts, TableFacts } from './datasetFacts.ts';
import { figuresView } from './figuresView.ts';
import { figureTable } from './figureTable.ts';
import { type Finding, findingsOf } from './findingsOf.ts';
import type { Html } from './html.ts';
import { type IconName, icon } from './icon.ts';
import { latencyOf } from './latencyOf.ts';
import { timeOf } from './timeOf.ts';
import { counted, formatCount, formatDuration, formatSize } from './words.ts';

/** One dataset: how it is, what to do, and its figures. */
export function datasetView(facts: DatasetFacts, now: number): Html {
  const { dataset, repo, repoUrl, spool } = facts;
  const findings = findingsOf(facts, now);
  return html`<section class="dataset" aria-labelledby="dataset-${dataset}">
    <header>
      <h2 id="dataset-${dataset}"><bdi>${dataset}</bdi></h2>
      <a href="${repoUrl}"><bdi>${repo}</bdi></a>
    </header>
    <ul class="findings">${findings.length > 0 ? findings.map(findingView) : spool && wellView(spool, now)}</ul>
    ${spool && figuresView(facts.dataset, repoUrl, spool, now)}
    ${spool && detailsView(spool)}
  </section>`;
}

const findingView = ({ state, what, todo, words }: Finding): Html =>
  stateLine(
    state,
    state,
    html`<strong>${what}</strong> ${todo}${words === null ? '' : html`<span class="words"><bdi>${words}</bdi></span>`}`,
  );

function wellView({ backlog, lastCommit, nextCommitAt }: SpoolFacts, now: number): Html {
  if (backlog.shards > 0)
    return stateLine(
      'accepted',
      'stored',
      html`<strong>${counted(backlog.shards, 'shard')} wait for the next commit${nextCommitAt === null || nextCommitAt <= now ? '' : html`, ${timeOf(nextCommitAt, now)}`}.</strong>`,
    );
  if (lastCommit === null)
    return stateLine(
      'accepted',
      'waiting',
      html`<strong>Nothing has come yet.</strong> The first commit is made seconds after the first shard.`,
    );
  return stateLine('committed', 'committed', html`<strong>All that came is in the dataset.</strong>`);
}

const stateLine = (state: string, picture: IconName, words: Html): Html =>
  html`<li data-state="${state}">${icon(picture)}<span>${words}</span></li>`;

const detailsView = (spool: SpoolFacts): Html => html`<div class="details">
  ${figureTable({
    caption: 'Tables',
    columns: ['Table', 'Rows', 'Shards', 'Size', 'Versions'],
    rows: spool.tables.map(tableRow),
    empty: 'No shard has come yet.',
  })}
  <div class="side">
    ${figureTable({
      caption: 'Time to take a shard',
      columns: ['Of all shards', 'Within'],
      rows: latencyRows(spool.puts),
      empty: 'No shard has come yet.',
    })}
    ${countsTable('Shards refused', 'Code', spool.refusals)}
    ${countsTable('Commits that failed', 'Kind', spool.hubFailures)}
  </div>
</div>`;

const tableRow = (facts: TableFacts): readonly (string | Html)[] => [
  html`<bdi>${facts.table}</bdi>${facts.isDeclared ? '' : html` <span class="quiet">no longer declared</span>`}${facts.conflict === null ? '' : html` <span class="mark" data-state="failed">${icon('failed')}conflict</span>`}`,
  formatCount(facts.rows),
  formatCount(facts.shards),
  formatSize(facts.bytes),
  formatCount(facts.usedVersionCount),
];

const SHARES = [
  { share: 0.5, name: 'Half' },
  { share: 0.95, name: '95 %' },
  { share: 0.99, name: '99 %' },
];

function latencyRows(puts: readonly PutBucket[]): readonly (readonly string[])[] {
  return SHARES.flatMap(({ share, name }) => {
    const boundMs = latencyOf(puts, share);
    if (boundMs === undefined) return [];
    return [[name, boundMs === Number.POSITIVE_INFINITY ? 'over 30 s' : formatDuration(boundMs)]];
  });
}

const TOP_COUNT = 5;

function countsTable(caption: string, column: string, counts: readonly CountedFact[]): Html {
  const rest = counts.slice(TOP_COUNT).reduce((sum, { count }) => sum + count, 0);
  const rows = counts
    .slice(0, TOP_COUNT)
    .map(({ name, count }) => [html`<code>${name}</code>`, formatCount(count)]);
  return figureTable({
    caption,
    columns: [column, 'Count'],
    rows: rest === 0 ? rows : [...rows, ['others', formatCount(rest)]],
    empty: 'None.',
  });
}
