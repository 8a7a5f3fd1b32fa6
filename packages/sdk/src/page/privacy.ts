import { ParqueueError } from '../api/errors.ts';
import type { Consent } from '../api/loggerOptions.ts';
import type { ConsentChannel } from '../browser/consentChannel.ts';
import type { EngineLink } from './engineLink.ts';
import type { Outbox } from './outbox.ts';
import type { RowSteps } from './rowSteps.ts';

export interface PrivacyParts {
  readonly initial: Consent;
  readonly engine: EngineLink['engine'];
  readonly outbox: Outbox;
  readonly steps: RowSteps;
  /** Ends every recording of this page, and deletes it. */
  readonly cancelRecordings: () => Promise<void>;
  /** Forgets whose rows these are. */
  readonly forgetIdentity: () => void;
  /** Opened when it is first needed, with what to do when another tab tells. */
  readonly openChannel: (onDenied: () => void) => ConsentChannel;
}

/** What the person allows, and what follows from it. */
export interface Privacy {
  consent(): Consent;
  /** Why rows are not taken in; undefined where they are. */
  refusal(): ParqueueError | undefined;
  setConsent(consent: Consent): Promise<void>;
  clear(): Promise<void>;
  /** From here on, a withdrawal in another tab is heard. */
  listen(): void;
  close(): void;
}

export function createPrivacy(parts: PrivacyParts): Privacy {
  const { engine, outbox, steps, cancelRecordings, forgetIdentity } = parts;
  let consent = parts.initial;
  let channel: ConsentChannel | undefined;

  /** Asked for one after the other, they are carried out so: the last one holds. */
  let last: Promise<unknown> = Promise.resolve();
  let openCount = 0;
  let denialCount = 0;

  function inTurn(work: () => Promise<void>): Promise<void> {
    openCount++;
    const turn = last.then(work).finally(() => openCount--);
    last = turn.catch(() => {});
    return turn;
  }

  /** Rows are refused from now on, whatever is being carried out. */
  function deny(): Promise<void> {
    consent = 'denied';
    denialCount++;
    return inTurn(async () => {
      forgetIdentity();
      await end('consent_denied', deniedError(), async () => (await engine()).setConsent('denied'));
    });
  }

  function allow(next: 'granted' | 'pending'): Promise<void> {
    // What is said after a deletion has begun would go with it.
    if (openCount === 0) consent = next;
    const denials = denialCount;
    return inTurn(async () => {
      // It was withdrawn before its turn came.
      if (denials !== denialCount) return;
      consent = next;
      await (await engine()).setConsent(next);
    });
  }

  /** What is not stored yet goes first: what is on its way into the store is there when it is wiped. */
  async function end(
    reason: 'consent_denied' | 'cleared',
    error: ParqueueError,
    wipe: () => Promise<void>,
  ): Promise<void> {
    await cancelRecordings();
    await outbox.giveUp(reason, error, wipe);
    steps.end(error);
  }

  function listen(): void {
    channel ??= parts.openChannel(() => {
      if (consent !== 'denied') deny().catch(() => {});
    });
  }

  return {
    consent: () => consent,
    refusal: () => (consent === 'denied' ? deniedError() : undefined),
    async setConsent(next) {
      if (next !== 'granted' && next !== 'pending' && next !== 'denied')
        throw new ParqueueError(
          'misconfigured',
          `setConsent: expected granted, pending or denied, got ${next}`,
        );
      listen();
      if (next === 'denied') {
        channel?.tellDenied();
        return deny();
      }
      return allow(next);
    },
    clear() {
      const error = new ParqueueError('cleared', 'what waited on this device was cleared');
      return inTurn(() => end('cleared', error, async () => (await engine()).clear()));
    },
    listen,
    close: () => channel?.close(),
  };
}

const deniedError = () => new ParqueueError('consent_denied', 'the consent to log was withdrawn');
