import { ParqueueError } from '../api/errors.ts';
import type { Consent } from '../api/logger.ts';
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

  async function deny(): Promise<void> {
    consent = 'denied';
    forgetIdentity();
    await give('consent_denied', deniedError());
    await (await engine()).setConsent('denied');
  }

  /** What is not stored yet goes first: what is on its way into the store is there when it is wiped. */
  async function give(reason: 'consent_denied' | 'cleared', error: ParqueueError): Promise<void> {
    await Promise.all([cancelRecordings(), outbox.giveUp(reason, error)]);
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
      consent = next;
      await (await engine()).setConsent(next);
    },
    async clear() {
      await give('cleared', new ParqueueError('cleared', 'what waited on this device was cleared'));
      await (await engine()).clear();
    },
    listen,
    close: () => channel?.close(),
  };
}

const deniedError = () => new ParqueueError('consent_denied', 'the consent to log was withdrawn');
