import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/**
 * A SIGKILL that comes in the middle of a write to the database, which of itself it does in about one of a hundred; the browser opens again,
 * works, and is killed once more. When it comes back it finds its database corrupt, and deletes it.
 */
export const tearDatabase: Nemesis = {
  kind: 'database torn',
  async strike(field, random) {
    const workMs = random.int(300, 1_500);
    await field.killBrowser({ isTorn: true });
    await new Promise<void>((resolve) => setTimeout(resolve, workMs));
    await field.killBrowser();
    return NOTHING_TO_HEAL;
  },
};
