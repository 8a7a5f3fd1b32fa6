/** Asks the browser not to delete what is stored when room is short; Firefox asks the person. Never rejects. */
export async function persistStorage(): Promise<void> {
  await globalThis.navigator.storage?.persist?.().catch(() => {});
}
