/** Background Sync is no part of TypeScript's DOM: Chromium alone has it (https://developer.mozilla.org/docs/Web/API/SyncManager). */
interface Syncing {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Asks for a `sync` event in the page's service worker once there is a network. Never rejects; where there is no such thing, does nothing. */
export async function registerSync(tag: string): Promise<void> {
  try {
    const registration = (await globalThis.navigator.serviceWorker?.ready) as Syncing | undefined;
    await registration?.sync?.register(tag);
  } catch {
    // The person, or a policy, forbids it: the next visit sends.
  }
}
