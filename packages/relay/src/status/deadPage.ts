import { html } from 'hono/html';
import type { DeadLetter } from '../spool/deadLetter.ts';
import type { Html } from './html.ts';
import { icon } from './icon.ts';
import { pageShell } from './pageShell.ts';
import { timeOf } from './timeOf.ts';
import { topBar } from './topBar.ts';
import { counted, formatSize } from './words.ts';

export interface DeadPageFacts {
  readonly dataset: string;
  readonly letters: readonly DeadLetter[];
  /** Of the last one here, where there are more. */
  readonly next: string | null;
  /** Whether it is the first page. */
  readonly isFirst: boolean;
  readonly now: number;
}

/** The dead letters of a dataset, and the commands to decide on them. What is decided takes the secret itself, not this page's session. */
export function deadPage({ dataset, letters, next, isFirst, now }: DeadPageFacts): Html {
  const path = `/v1/datasets/${dataset}/dead`;
  return pageShell({
    title: `Dead letters of ${dataset} – Parqueue relay`,
    body: html`${topBar()}
      <main>
        <section class="overall">
          <p class="back"><a href="/v1/status">Status</a></p>
          <h1><span>Dead letters of <bdi>${dataset}</bdi></span></h1>
          <p class="quiet">Shards that the Hub refuses for good. Their bytes are kept here until they are requeued or deleted.</p>
        </section>
        ${
          letters.length === 0
            ? html`<ul class="findings"><li data-state="committed">${icon('committed')}<span><strong>${isFirst ? 'There are none.' : 'There are no more.'}</strong></span></li></ul>`
            : html`<ol class="letters">${letters.map((letter) => letterView(letter, now))}</ol>`
        }
        ${next === null ? '' : html`<p><a href="/v1/status/${dataset}/dead?after=${next}">The next ones</a></p>`}
        ${letters.length === 0 ? '' : commandsView(path)}
      </main>`,
  });
}

const letterView = ({ shardId, table, rows, bytes, receivedAt, reason }: DeadLetter, now: number): Html =>
  html`<li>
    <h2><bdi>${table}</bdi></h2>
    <p class="quiet">${counted(rows, 'row')}, ${formatSize(bytes)}, came ${timeOf(receivedAt, now)}</p>
    <p class="reason" data-state="failed">${icon('failed')}<bdi>${reason}</bdi></p>
    <p><code>${shardId}</code></p>
  </li>`;

const commandsView = (path: string): Html => html`<section class="commands">
  <h2>To decide on one</h2>
  <p class="quiet">In a shell, with the address of the relay in <code>RELAY</code> and the secret in <code>OPERATOR_SECRET</code>:</p>
  <pre>${[
    `dead() { curl -f -H "Authorization: Bearer $OPERATOR_SECRET" "$@"; }`,
    `dead -OJ "$RELAY${path}/<shard>"              # its bytes, into a file`,
    `dead -X POST "$RELAY${path}/<shard>/requeue"  # offers it again`,
    `dead -X DELETE "$RELAY${path}/<shard>"        # gives it up`,
    `dead -X POST "$RELAY${path}/requeue"          # offers all again, 100 at once`,
  ].join('\n')}</pre>
</section>`;
