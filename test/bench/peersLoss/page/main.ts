/** The page of every SDK: starts it, calls its events at an even pace, and goes on as a page in use does. */
import { labelOf } from '../tally.ts';
import type { PageNote, PageOrder, PageSdk } from './order.ts';

/** Some SDKs send what they hold only with the next event, so a page that waits calls one now and then. They are not counted. */
const WAKE_MS = 5_000;

const SDKS = import.meta.glob<PageSdk>('./sdks/*.js');

const order = JSON.parse(new URL(location.href).searchParams.get('order') as string) as PageOrder;
const note = (what: PageNote): void => window.chaosNote(JSON.stringify(what));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

try {
  await run(order);
} catch (error) {
  note({ kind: 'failed', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

async function run({ peer, trial, url, count, paceMs }: PageOrder): Promise<void> {
  const load = SDKS[`./sdks/${peer}.js`];
  if (load === undefined) throw new Error(`no page for ${peer}`);
  const say = await (await load()).start(url);
  note({ kind: 'ready' });
  const beganMs = performance.now();
  for (let number = 0; number < count; number++) {
    await pause(beganMs + number * paceMs - performance.now());
    say(labelOf(trial, number));
  }
  note({ kind: 'called' });
  for (let number = 0; ; number++) {
    // At once where the page was opened again: a page that opens logs that it did.
    if (number > 0 || count > 0) await pause(WAKE_MS);
    say(`${trial}.wake${number}`);
  }
}
