const DEADLINE_MS = 30_000;
const POLL_MS = 25;

/** Asks until it is so. A question that fails is answered no. */
export async function waitFor(what: string, isSo: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`waited ${DEADLINE_MS} ms for ${what}`);
}
