import { cloneData } from './cloneData.ts';
import type { Realm } from './realm.ts';
import type { Scheduler } from './scheduler.ts';

type Listener = (event: { readonly data: unknown }) => void;

/** One end of a channel, as far as comlink uses it. Messages arrive in order, each in a task of whoever listens. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: Listener): void;
  removeEventListener(type: string, listener: Listener): void;
  start(): void;
  close(): void;
}

export function createChannel(scheduler: Scheduler): { port1: Port; port2: Port } {
  const one = createEnd(scheduler);
  const two = createEnd(scheduler);
  one.other = two;
  two.other = one;
  return { port1: one.port, port2: two.port };
}

interface End {
  readonly port: Port;
  other: End | undefined;
  receive(message: unknown): void;
}

function createEnd(scheduler: Scheduler): End {
  const listeners = new Set<Listener>();
  const queue: unknown[] = [];
  let owner: Realm | undefined;
  let isClosed = false;
  let isDelivering = false;

  function deliverNext(): void {
    if (isDelivering || owner === undefined || queue.length === 0) return;
    isDelivering = true;
    scheduler.after(owner, 0, 'message', () => {
      isDelivering = false;
      const data = queue.shift();
      deliverNext();
      if (!isClosed) for (const listener of [...listeners]) listener({ data });
    });
  }

  const end: End = {
    other: undefined,
    receive(message) {
      queue.push(message);
      deliverNext();
    },
    port: {
      postMessage(message) {
        if (!isClosed) end.other?.receive(cloneData(message, isPort));
      },
      addEventListener(type, listener) {
        if (type !== 'message') return;
        owner ??= scheduler.current();
        listeners.add(listener);
        deliverNext();
      },
      removeEventListener: (_, listener) => void listeners.delete(listener),
      start() {},
      close() {
        isClosed = true;
      },
    },
  };
  return end;
}

const isPort = (value: object): boolean => 'postMessage' in value && 'start' in value;
