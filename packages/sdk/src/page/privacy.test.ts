import { expect, test, vi } from 'vitest';
import type { Consent } from '../api/loggerOptions.ts';
import type { Engine } from '../engine/engine.ts';
import { createOutbox } from './outbox.ts';
import { createPrivacy } from './privacy.ts';
import { createRowSteps } from './rowSteps.ts';

/** A page whose recordings take their time to end. */
function rig(initial: Consent = 'granted') {
  const told: string[] = [];
  const engine = async () =>
    ({
      setConsent: async (consent: Consent) => void told.push(consent),
      clear: async () => void told.push('clear'),
      write: async () => [],
    }) as unknown as Engine;
  const schedule = (work: () => void, delayMs: number) => {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  };
  let hear = () => {};
  const tellDenied = vi.fn();
  const privacy = createPrivacy({
    initial,
    engine,
    outbox: createOutbox({ engine, schedule, onWritten() {}, onFailure() {} }),
    steps: createRowSteps(),
    cancelRecordings: () => new Promise((resolve) => setTimeout(resolve, 10)),
    forgetIdentity() {},
    openChannel(onDenied) {
      hear = onDenied;
      return { tellDenied, close() {} };
    },
  });
  return { privacy, told, tellDenied, hear: () => hear() };
}

test('[SD9] consents that are given and withdrawn without waiting are carried out in their order', async () => {
  const { privacy, told } = rig();
  await Promise.all([privacy.setConsent('denied'), privacy.setConsent('granted')]);
  expect(told).toEqual(['denied', 'granted']);
  expect(privacy.consent()).toBe('granted');
  await Promise.all([privacy.clear(), privacy.setConsent('pending'), privacy.setConsent('denied')]);
  // What was allowed and withdrawn before its turn came never begins.
  expect(told).toEqual(['denied', 'granted', 'clear', 'denied']);
  expect(privacy.refusal()).toMatchObject({ code: 'consent_denied' });
});

test('[SD9] rows are refused from the call on that withdraws, and taken from the call on that allows', async () => {
  const { privacy } = rig('pending');
  const denying = privacy.setConsent('denied');
  expect(privacy.refusal()).toMatchObject({ code: 'consent_denied' });
  await denying;
  const allowing = privacy.setConsent('granted');
  expect(privacy.refusal()).toBeUndefined();
  await allowing;
});

test('[SD9] a tab that hears of a withdrawal withdraws, and tells nobody; one that withdraws tells the others', async () => {
  const { privacy, told, tellDenied, hear } = rig();
  privacy.listen();
  hear();
  await expect.poll(() => told).toEqual(['denied']);
  expect(tellDenied).not.toHaveBeenCalled();
  await privacy.setConsent('denied');
  expect(tellDenied).toHaveBeenCalledOnce();
});
