/** The script of a tab under faults: says rows and records from its start on, and tells what came of it. */
import { createLogger, type RowHandle, type Stats } from '@parqueue/sdk';
import { alignment, recitationError } from '@parqueue/sdk/presets';
import { seeded } from '../../support/seeded.ts';
import type { Note, TabOrder } from './note.ts';
import { changeOf, errorRowOf, labelOf, type RowKind, runOf, runRowOf } from './rowOf.ts';

declare global {
  interface Window {
    /** Takes a note out of the page, to where it is safe. */
    chaosNote(note: string): void;
    readonly chaosTab: typeof chaosTab;
  }
}

const order = JSON.parse(new URL(location.href).searchParams.get('order') as string) as TabOrder;
const { tab } = order;
/** One page life. A page that is loaded again in the same tab says other rows. */
const life = Math.random().toString(36).slice(2, 8);
const random = seeded(order.seed);
type NewNote = Note extends infer Each ? (Each extends Note ? Omit<Each, 'tab'> : never) : never;
const note = (what: NewNote): void => window.chaosNote(JSON.stringify({ ...what, tab }));

const complain = (what: unknown) =>
  note({ kind: 'complaint', text: what instanceof Error ? (what.stack ?? what.message) : String(what) });
window.addEventListener('error', ({ error, message }) => complain(error ?? message));
window.addEventListener('unhandledrejection', ({ reason }) => complain(reason));
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) note({ kind: 'returned' });
});

const log = createLogger({
  relay: order.relayUrl,
  dataset: 'recitations',
  tables: { runs: alignment, errors: recitationError },
  flushEvery: '300ms',
});
log.on('restored', () => note({ kind: 'restored' }));
log.on('dropped', (detail) => complain(`dropped: ${JSON.stringify(detail)}`));

let count = 0;
let isOver = false;
const stored: string[] = [];

const newLabel = (kind: RowKind) => labelOf(kind, tab, life, count++);

/** What becomes of a row is told at once, in one note for all that came together. */
function follow(label: string, row: RowHandle<never, never>): void {
  row.stored.then(
    () => {
      if (stored.push(label) > 1) return;
      queueMicrotask(() => note({ kind: 'stored', labels: stored.splice(0) }));
    },
    (error: Error) => note({ kind: 'refused', label, error: `${error.name}: ${error.message}` }),
  );
}

function burst(): void {
  if (isOver) return;
  const labels = Array.from({ length: random.int(1, order.burstMax) }, () =>
    newLabel(random.chance(0.5) ? 'j' : 'p'),
  );
  note({ kind: 'said', labels });
  for (const label of labels) {
    if (label.startsWith('j')) follow(label, log.errors.append(errorRowOf(label)) as never);
    else sayRun(label);
  }
  setTimeout(burst, random.int(0, order.pauseMs));
}

function sayRun(label: string): void {
  const row = log.runs.append(runRowOf(label));
  follow(label, row as never);
  if (!random.chance(0.1)) return;
  const change = random.chance(0.5) ? ('set' as const) : ('push' as const);
  const delayMs = random.int(0, 300);
  setTimeout(async () => {
    const { applied } =
      change === 'set' ? await row.set(changeOf(label)) : await row.push('segments', runOf(label, 1));
    if (applied) note({ kind: 'changed', label, change });
  }, delayMs);
}

const takes = new Set<() => Promise<void>>();

async function record(): Promise<void> {
  const recording = await log.record();
  const { recordingId } = recording;
  const isGiven = order.audio === 'given';
  const label = newLabel('a');
  note({ kind: 'recording', recordingId, atMs: Date.now(), ...(isGiven && { label }) });
  if (isGiven) sayTake(label, { recordingId });
  let heardS = 0;
  let toldAt = 0;
  recording.onLevel(({ durationS }) => {
    heardS += durationS;
    if (performance.now() - toldAt < 100) return;
    toldAt = performance.now();
    note({ kind: 'heard', recordingId, heardS, atMs: Date.now() });
  });
  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const atMs = Date.now();
    try {
      const clips = (await recording.stop()).clips;
      note({ kind: 'stopped', recordingId, label, atMs, clips });
      if (!isGiven && clips[0] !== undefined) sayTake(label, clips[0]);
    } catch (error) {
      note({ kind: 'stopFailed', recordingId, atMs, error: String(error) });
    }
    takes.delete(stopOnce);
  }
  let wake = () => {};
  const stopOnce = () => {
    wake();
    stopping ??= stop();
    return stopping;
  };
  takes.add(stopOnce);
  await new Promise<void>((resolve) => {
    wake = resolve;
    setTimeout(resolve, isOver ? 0 : order.takeMs);
  });
  await stopOnce();
}

function sayTake(label: string, audio: { readonly recordingId: string; readonly index?: number }): void {
  note({ kind: 'said', labels: [label] });
  follow(label, log.runs.append({ ...runRowOf(label), audio }) as never);
}

async function recordOn(): Promise<void> {
  while (!isOver) {
    try {
      await record();
    } catch (error) {
      // Refused while a fault lasts, such as a worker that does not come: tried again as a person would.
      note({ kind: 'stopFailed', recordingId: '', atMs: Date.now(), error: String(error) });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

let recordingOn: Promise<void> | undefined;

const chaosTab = {
  /** Says nothing new; resolves when the takes have ended. */
  async finish(): Promise<void> {
    isOver = true;
    // One that is only now allowed to begin ends as well.
    await Promise.all([...[...takes].map((stop) => stop()), recordingOn]);
  },
  stats: (): Promise<Stats> => log.stats(),
  flush: () => log.flush({ until: 'committed' }),
  /**
   * Gives a row to each recording that this device holds, or will within `withinMs`: a page completes what dead ones left some time after
   * it was opened. Resolves with the labels, by recording.
   */
  async adopt(recordingIds: readonly string[], withinMs: number): Promise<Record<string, string>> {
    const adopted: Record<string, string> = {};
    const until = performance.now() + withinMs;
    for (let left = recordingIds; left.length > 0; ) {
      const missing: string[] = [];
      for (const recordingId of left) {
        const clip = { recordingId, index: 0 };
        if ((await log.readClip(clip)) === undefined) {
          missing.push(recordingId);
          continue;
        }
        adopted[recordingId] = newLabel('a');
        sayTake(adopted[recordingId], clip);
      }
      if (performance.now() > until) break;
      left = missing;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return adopted;
  },
};

Object.assign(window, { chaosTab });
note({ kind: 'ready' });
if (order.burstMax > 0) burst();
if (order.audio !== 'none') recordingOn = recordOn();
