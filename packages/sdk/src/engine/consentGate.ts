import { ParqueueError } from '../api/errors.ts';
import type { Consent } from '../api/loggerOptions.ts';

/** What the person allows; whatever is put into the store for the page goes through here. */
export interface ConsentGate {
  set(consent: Consent): void;
  isGranted(): boolean;
  /**
   * Begins the work, which puts something into the store.
   *
   * @throws {ParqueueError} `consent_denied`, with nothing begun: a page's call may come later than its withdrawal.
   */
  takeIn<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when everything that has begun has ended: what is deleted then stays so. */
  settled(): Promise<void>;
}

export function createConsentGate(initial: Consent = 'granted'): ConsentGate {
  let consent = initial;
  const underWay = new Set<Promise<unknown>>();
  return {
    set(next) {
      consent = next;
    },
    isGranted: () => consent === 'granted',
    async takeIn(work) {
      if (consent === 'denied') throw new ParqueueError('consent_denied', 'the consent to log was withdrawn');
      const running = work();
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    settled: async () => void (await Promise.allSettled(underWay)),
  };
}
