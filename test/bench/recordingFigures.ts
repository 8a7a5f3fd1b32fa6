/** What recording costs in Chromium: the end of five minutes, and the load while it goes on. */
import { openLongRecorder } from '../support/openLongRecorder.ts';
import type { Figure } from './figure.ts';

const STOPS = 20;
const LIVE_S = 30;

export async function recordingFigures(): Promise<Figure[]> {
  const recorder = await openLongRecorder();
  try {
    const stops: number[] = [];
    for (let take = 0; take < STOPS; take++) {
      const { stopMs } = await recorder.record({ recordingId: `${take}`, audioS: 300, isChecked: false });
      stops.push(stopMs);
    }
    stops.sort((a, b) => a - b);
    const { open, recorded } = await recorder.loadOfLive(LIVE_S);
    return [
      { name: 'Stop of 5 minutes to its FLAC, median', value: stops[STOPS / 2] as number, unit: 'ms' },
      {
        name: `Stop of 5 minutes to its FLAC, 95th percentile of ${STOPS}`,
        value: stops[Math.ceil(0.95 * STOPS) - 1] as number,
        unit: 'ms',
        goal: '≤ 50',
      },
      {
        name: `Live recording, page and worker over ${LIVE_S} s`,
        value: recorded,
        unit: '% of a core',
        reference: { name: 'microphone open, not recorded', value: open },
        goal: 'difference ≤ 1',
      },
    ];
  } finally {
    await recorder.close();
  }
}
