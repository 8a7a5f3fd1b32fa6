import type { Nemesis } from './nemesis.ts';

/** The relay ends in the middle of its work, and starts again with what its spool holds. */
export const restartRelay: Nemesis = {
  kind: 'relay restarted',
  async strike({ stack }) {
    await stack.relay.stop();
    return () => stack.relay.start();
  },
};
