import { html } from 'hono/html';
import type { DatasetFacts } from './datasetFacts.ts';
import { datasetView } from './datasetView.ts';
import { findingsOf } from './findingsOf.ts';
import type { Html } from './html.ts';
import { type IconName, icon } from './icon.ts';
import { pageShell } from './pageShell.ts';
import { topBar } from './topBar.ts';
import { counted, formatExact } from './words.ts';

/** After so many seconds a browser is to ask for the page again, unless its person has stopped that. */
export const REFRESH_S = 30;

export interface StatusFacts {
  readonly datasets: readonly DatasetFacts[];
  /** Whether the page is asked for again by itself. */
  readonly isRefreshing: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How the relay is, for whom it is given to run. */
export function statusPage({ datasets, isRefreshing, now }: StatusFacts): Html {
  const { state, picture, words } = overallOf(datasets, now);
  return pageShell({
    title: `${words} – Parqueue relay`,
    body: html`${topBar()}
      <main>
        <section class="overall" data-state="${state}">
          <h1>${icon(picture)}<span>${words}</span></h1>
          <p class="quiet">${counted(datasets.length, 'dataset')}, as of <time datetime="${new Date(now).toISOString()}">${formatExact(now)}</time>. ${refreshWords(isRefreshing)}</p>
        </section>
        ${datasets.map((facts) => datasetView(facts, now))}
      </main>`,
  });
}

/** What moves by itself can be stopped: https://www.w3.org/TR/WCAG22/#timing-adjustable */
const refreshWords = (isRefreshing: boolean): Html =>
  isRefreshing
    ? html`The page asks again every ${REFRESH_S} seconds. <a href="/v1/status?refresh=off">Stop that</a>`
    : html`<a href="/v1/status">Ask again every ${REFRESH_S} seconds</a>`;

interface Overall {
  readonly state: string;
  readonly picture: IconName;
  readonly words: string;
}

function overallOf(datasets: readonly DatasetFacts[], now: number): Overall {
  const findings = datasets.map((facts) => findingsOf(facts, now));
  const failed = findings.filter((of) => of.some(({ state }) => state === 'failed')).length;
  if (failed > 0)
    return {
      state: 'failed',
      picture: 'failed',
      words:
        datasets.length === 1
          ? 'Something needs you'
          : `${counted(failed, 'dataset')} of ${datasets.length} need${failed === 1 ? 's' : ''} you`,
    };
  if (findings.some((of) => of.length > 0))
    return { state: 'waiting', picture: 'waiting', words: 'Nothing to do but wait' };
  return { state: 'committed', picture: 'committed', words: 'All is well' };
}
