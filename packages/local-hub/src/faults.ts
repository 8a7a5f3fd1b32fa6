/** Which requests a fault is for: all that fit every given part. */
export type FaultMatch = {
  method?: string;
  /** Found in the path with its query. */
  path?: string | RegExp;
};

export type FaultEffect =
  /** Answers this instead; with `takesEffect` after the request was carried out, as a gateway's 504 may be. */
  | {
      kind: 'status';
      status: number;
      headers?: Record<string, string>;
      /** Text as it is, anything else as JSON; `{ error }` when not given. */
      body?: unknown;
      takesEffect?: boolean;
    }
  /** Waits before the request is carried out. */
  | { kind: 'delay'; delayMs: number }
  /** Promises the whole answer and ends the connection within it, after half of it when not said. */
  | { kind: 'cut-body'; afterBytes?: number }
  /** Ends the connection; the request has no effect. */
  | { kind: 'request-lost' }
  /** Carries the request out, then ends the connection without an answer. */
  | { kind: 'reply-lost' }
  /** Never answers, until the other side gives up or the hub closes; the request has no effect. */
  | { kind: 'hang' };

export type Fault = FaultEffect & {
  match?: FaultMatch;
  /** How many requests it meets; 1 by default. */
  times?: number;
  /** How many fitting requests pass before; 0 by default. */
  skip?: number;
};

export interface InjectedFault {
  /** How many requests it has met. */
  hitCount(): number;
  remove(): void;
}

export interface FaultControl {
  /** Faults are met in the order of injection, one a request. */
  inject(fault: Fault): InjectedFault;
  clear(): void;
  pendingCount(): number;
}

export interface FaultSource {
  /** Takes the fault that this request meets, if any. */
  meet(method: string, path: string): Fault | undefined;
}

type Pending = { fault: Fault; skip: number; times: number; hitCount: number };

export function createFaults(): FaultControl & FaultSource {
  let pending: Pending[] = [];
  const remove = (one: Pending) => {
    pending = pending.filter((other) => other !== one);
  };

  return {
    inject(fault) {
      const one = { fault, skip: fault.skip ?? 0, times: fault.times ?? 1, hitCount: 0 };
      pending.push(one);
      return { hitCount: () => one.hitCount, remove: () => remove(one) };
    },
    clear: () => {
      pending = [];
    },
    pendingCount: () => pending.length,
    meet(method, path) {
      for (const one of pending) {
        if (!fits(one.fault.match ?? {}, method, path)) continue;
        if (one.skip > 0) {
          one.skip -= 1;
          continue;
        }
        one.hitCount += 1;
        if (one.hitCount >= one.times) remove(one);
        return one.fault;
      }
      return undefined;
    },
  };
}

/** Whether a request has every given part. */
export function fits(match: FaultMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.path === undefined) return true;
  // Not `test`: a global expression remembers where it stopped.
  return typeof match.path === 'string' ? path.includes(match.path) : path.search(match.path) !== -1;
}
