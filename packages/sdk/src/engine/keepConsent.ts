import type { Consent } from '../api/loggerOptions.ts';
import type { Store } from '../store/store.ts';

const KEY = ['consent'];

/** Keeps what the person allows, as far as a service worker must know it: that what is kept here may not be sent yet. */
export async function keepConsent(store: Store, consent: Consent): Promise<void> {
  if ((consent === 'pending') === (await isWithheld(store))) return;
  await store.write(['consent'], (transaction) =>
    consent === 'pending' ? transaction.put('consent', KEY, { consent }) : transaction.delete('consent', KEY),
  );
}

/** Whether what is kept may not be sent. */
export const isWithheld = (store: Store): Promise<boolean> =>
  store.read(['consent'], async (transaction) => (await transaction.get('consent', KEY)) !== undefined);
