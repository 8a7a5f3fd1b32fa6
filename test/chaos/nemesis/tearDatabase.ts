import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/**
 * A SIGKILL that comes in the middle of a write to the database, which of itself it does in about one of a hundred; the browser opens again,
 * works, and is killed once more. When it comes back it finds its database corrupt, and deletes it, or has forgotten what it wrote meanwhile.
 */
export const tearDatabase: Nemesis = {
  kind: 'database torn',
  async strike(field, random) {
    const workMs = random.int(300, 1_500);
    const tornBytes = random.pick([600, 30_000]);
    await field.killBrowser({ tornBytes });
    await new Promise<void>((resolve) => setTimeout(resolve, workMs));
    await field.killBrowser();
    return NOTHING_TO_HEAL;
  },
};
