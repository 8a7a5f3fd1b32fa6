import type { Consumer } from './consumer.ts';
import { findProblems } from './findProblems.ts';
import { openExtension } from './openExtension.ts';
import type { Lab } from './openLab.ts';
import { openSite } from './openSite.ts';
import type { PreparedApp } from './prepareApp.ts';
import { visitPage } from './visitPage.ts';

export interface ConsumerResult {
  readonly name: string;
  readonly tools: readonly string[];
  /** Bytes over the wire as the page opens, and by its first use; left out where nothing was opened. */
  readonly openBytes?: number;
  readonly useBytes?: number;
  /** None: it passed. */
  readonly problems: readonly string[];
}

/** Opens the app in the browser, and holds what its page did and what arrived against what has to be. */
export async function runConsumer(lab: Lab, consumer: Consumer, app: PreparedApp): Promise<ConsumerResult> {
  const { name, delivery, expected, hidden = [] } = consumer;
  const { tools } = app;
  if (delivery.kind === 'types') return { name, tools, problems: [] };
  const place = { origin: lab.origins.get(name) as string, dir: app.dir };
  const site = await (delivery.kind === 'extension'
    ? openExtension(lab, delivery, place)
    : openSite(lab, delivery, place));
  try {
    const rendered =
      expected.rendered === undefined ? [] : await renderProblems(place.origin, expected.rendered);
    const visit = await visitPage(site.context, {
      url: `${place.origin}/${site.page}`,
      countBytes: site.answeredBytes,
      hidden,
      shows: expected.shows,
    });
    const arrivals = await lab.readArrivals();
    const problems = findProblems(expected, { visit, arrivals, speech: lab.speech });
    const { openBytes, useBytes } = visit;
    return { name, tools, openBytes, useBytes, problems: [...problems, ...rendered, ...site.complaints()] };
  } finally {
    await site.close();
  }
}

async function renderProblems(url: string, expected: string): Promise<string[]> {
  const html = await (await fetch(url)).text();
  return html.includes(expected) ? [] : [`the server did not render "${expected}"`];
}
