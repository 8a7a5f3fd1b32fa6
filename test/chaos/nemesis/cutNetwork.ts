import type { Random } from '../../support/seeded.ts';
import type { WayState } from '../network/relayWay.ts';
import type { Nemesis } from './nemesis.ts';

/** The way between page and relay breaks, in each of its ways. */
export const cutNetwork: Nemesis = {
  kind: 'network cut',
  async strike({ way }, random) {
    await way.become(drawState(random));
    return () => way.become({ kind: 'open' });
  },
};

function drawState(random: Random): WayState {
  return random.pick<WayState>([
    { kind: 'refused' },
    { kind: 'reset', afterBytes: random.int(0, 20_000) },
    { kind: 'replyLost' },
    { kind: 'slow', delayMs: random.int(50, 500) },
    { kind: 'blackHole' },
  ]);
}
