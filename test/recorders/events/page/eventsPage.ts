import { metricsEvent } from '@parqueue/schema/presets';
import { createLogger } from '@parqueue/sdk';
import { createEventRecorder } from '@parqueue/sdk/events';
import { fakeDoor } from '../../../../packages/sdk/src/testing/fakeDoor.ts';
import { scenarios } from './fetchScenarios.ts';

/** The script of the page under test: a recorder with a logger behind it, one with a list, and what tests have them do. */
const given = new URL(location.href).searchParams;
const relay = given.get('relay') ?? location.origin;
// Then the engine is on the page, and so are its requests.
if (given.has('noWorker')) Object.assign(window, { Worker: undefined });

const log = createLogger({
  relay,
  dataset: 'recitations',
  tables: { events: metricsEvent },
  flushEvery: '1s',
});
const door = fakeDoor(metricsEvent);
const listed = createEventRecorder(door);
const logged = createEventRecorder<Record<string, unknown>>(log.events, {
  queueDepth: 'counted',
  rawText: (text) => text.replaceAll(/\d/g, '#'),
});

const kit = {
  log,
  events: logged,
  /** How a scenario ends, with the browser's own `fetch`, or with one that sends its header where that is known to be safe, or always. */
  async run(name: string, other: string, header: 'none' | 'careful' | 'always'): Promise<unknown> {
    const options = header === 'always' ? { headerOrigins: [location.origin] } : {};
    const ignore = ({ pathname }: URL) => pathname === '/release';
    const undo = header === 'none' ? undefined : listed.instrumentFetch({ ...options, ignore });
    try {
      return await scenarios[name]?.(other);
    } finally {
      undo?.();
    }
  },
  /** The rows of the list, without what is null; it is empty afterwards. */
  takeRows(): Record<string, unknown>[] {
    const rows = door.rows.slice(taken);
    taken = door.rows.length;
    return rows.map(({ values }) =>
      Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    );
  },
};
let taken = 0;

export type EventsKit = typeof kit;

Object.assign(window, { kit });
