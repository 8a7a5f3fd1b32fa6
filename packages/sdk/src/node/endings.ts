import { isMainThread } from 'node:worker_threads';

/** What is to be done as this process ends. */
export interface Ending {
  /** Done at once, when the process exits, or a signal comes. */
  readonly work: () => void;
  /** Whether signals are listened to for it. */
  readonly onSignals: boolean;
  /** Begun once, when there is nothing left to do and the process would end by itself; it goes on until this is done. */
  readonly finish?: () => void;
}

type Signal = 'SIGINT' | 'SIGTERM';

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM'];

const endings = new Set<Ending>();
const finished = new WeakSet<Ending>();
let isHearingSignals = false;
let isHearingExit = false;

/** Does the work when the process ends; the returned function stops that. One listener of each kind serves all. */
export function onEnding(ending: Ending): () => void {
  endings.add(ending);
  listen();
  return () => {
    endings.delete(ending);
    listen();
  };
}

/** Listens as long as there is anything to listen for. */
function listen(): void {
  const isWanted = endings.size > 0;
  if (isWanted !== isHearingExit) {
    const change = isWanted ? 'on' : 'off';
    process[change]('exit', workAll);
    process[change]('beforeExit', finishAll);
    isHearingExit = isWanted;
  }
  const areSignalsWanted = isMainThread && [...endings].some(({ onSignals }) => onSignals);
  if (areSignalsWanted === isHearingSignals) return;
  isHearingSignals = areSignalsWanted;
  for (const signal of SIGNALS) process[areSignalsWanted ? 'on' : 'off'](signal, hear);
}

function workAll(): void {
  for (const { work } of [...endings]) {
    try {
      work();
    } catch {
      // The others have work to do, too.
    }
  }
}

/** Node tells it again when what was begun here is done. */
function finishAll(): void {
  for (const ending of [...endings]) {
    if (finished.has(ending)) continue;
    finished.add(ending);
    ending.finish?.();
  }
}

/** Where the host listens, too, the end is the host's to decide. Else the signal does what it would have done without us. */
function hear(signal: Signal): void {
  workAll();
  if (process.listenerCount(signal) > 1 + deferringCount()) return;
  process.off(signal, hear);
  process.kill(process.pid, signal);
}

/** What the package signal-exit, which many programs have without knowing, leaves for its other copies. */
interface SignalExit {
  readonly count?: unknown;
}

/** Listeners of signal-exit: they end the process only where nobody else listens, and would wait for us as we for them. */
function deferringCount(): number {
  const { [Symbol.for('signal-exit emitter')]: emitter } = globalThis as {
    [key: symbol]: SignalExit | undefined;
  };
  return typeof emitter?.count === 'number' ? emitter.count : 0;
}
