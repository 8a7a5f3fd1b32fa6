import { endRealm, pageOf, type Realm } from './realm.ts';
import type { Scheduler } from './scheduler.ts';

const LOOK_MS = 2_000;

/** Five seconds until it is asked anew, and some for the asking. */
const MAX_BLOCKED_MS = 7_000;

interface Claim {
  readonly name: string;
  readonly realm: Realm;
  readonly grant: () => void;
}

/** The Web Locks of an origin: exclusive, in the order of asking. */
export interface OriginLocks {
  /** The locks as a realm sees them. */
  of(realm: Realm): LockManager;
  /** Who sends just now. */
  sender(): Realm | undefined;
}

/**
 * As measured in Chromium: a frozen page keeps its locks, and who waits already goes on waiting; whoever asks anew has the page evicted.
 */
export function createOriginLocks(
  scheduler: Scheduler,
  onEvict: (page: Realm) => void,
  onViolation: (text: string) => void,
): OriginLocks {
  const held = new Map<string, Claim>();
  const waiting: Claim[] = [];

  function grantNext(name: string): void {
    if (held.has(name)) return;
    const index = waiting.findIndex((claim) => claim.name === name);
    const [next] = index < 0 ? [] : waiting.splice(index, 1);
    if (next === undefined) return;
    held.set(name, next);
    next.grant();
  }

  function leave(claim: Claim): void {
    const index = waiting.indexOf(claim);
    if (index >= 0) waiting.splice(index, 1);
    if (held.get(claim.name) !== claim) return;
    held.delete(claim.name);
    grantNext(claim.name);
  }

  function evictHolder(name: string): void {
    const holder = held.get(name);
    if (holder === undefined || pageOf(holder.realm).state !== 'frozen') return;
    onEvict(pageOf(holder.realm));
    endRealm(pageOf(holder.realm), true);
  }

  /** A frozen page must not be waited for much longer than it takes to ask anew. */
  function watch(claim: Claim, looksSoFar: number): void {
    const lookedAt = scheduler.now();
    scheduler.after(claim.realm, LOOK_MS, 'lock looked at', () => {
      if (!waiting.includes(claim)) return;
      const holder = held.get(claim.name);
      const isBlocked = holder !== undefined && pageOf(holder.realm).state === 'frozen';
      // One that was frozen itself had no timers.
      const looks = isBlocked && scheduler.now() === lookedAt + LOOK_MS ? looksSoFar + 1 : 0;
      if (looks * LOOK_MS > MAX_BLOCKED_MS)
        onViolation(`[tabs] ${claim.realm.name} waits for ${holder?.realm.name}, which is frozen`);
      else watch(claim, looks);
    });
  }

  function request(realm: Realm, name: string, ...rest: unknown[]): Promise<unknown> {
    const work = rest.at(-1) as () => Promise<unknown>;
    const { signal } = (rest.length > 1 ? rest[0] : {}) as { signal?: AbortSignal };
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const claim: Claim = {
        name,
        realm,
        grant: () =>
          void scheduler.after(realm, 0, `lock ${shortOf(name)}`, () => {
            signal?.removeEventListener('abort', giveUp);
            const over = new Promise((settle) => settle(work()));
            over.then(resolve, reject).finally(() => leave(claim));
          }),
      };
      function giveUp(): void {
        const index = waiting.indexOf(claim);
        if (index < 0) return;
        waiting.splice(index, 1);
        reject(signal?.reason);
      }
      signal?.addEventListener('abort', giveUp);
      realm.onDeath.push(() => leave(claim));
      evictHolder(name);
      waiting.push(claim);
      grantNext(name);
      if (waiting.includes(claim)) watch(claim, 0);
    });
  }

  return {
    sender: () => [...held.values()].find(({ name }) => name.endsWith('/flush'))?.realm,
    of: (realm) =>
      ({
        request: (name: string, ...rest: unknown[]) => request(realm, name, ...rest),
        query: () =>
          new Promise((resolve) =>
            scheduler.after(realm, 0, 'locks asked', () =>
              resolve({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
            ),
          ),
      }) as unknown as LockManager,
  };
}

const shortOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
