import type { IconName } from '@parqueue/example-recorder/views/icon';
import type { PlayerKind } from './player.ts';

export interface PresentedRadio {
  readonly button: string;
  readonly icon: IconName;
  /** What happens, and what will. */
  readonly sentence: string;
  readonly isTrouble: boolean;
}

const PRESENTED: Readonly<Record<PlayerKind, PresentedRadio>> = {
  idle: {
    button: 'Play',
    icon: 'play',
    sentence: 'Everything that plays is logged as it plays.',
    isTrouble: false,
  },
  starting: { button: 'Pause', icon: 'pause', sentence: 'Starting.', isTrouble: false },
  playing: {
    button: 'Pause',
    icon: 'pause',
    sentence: 'Playing. This play is logged already, and open.',
    isTrouble: false,
  },
  paused: {
    button: 'Play',
    icon: 'play',
    sentence: 'Paused. The play is open, and the pause is counted.',
    isTrouble: false,
  },
  stalled: {
    button: 'Pause',
    icon: 'pause',
    sentence: 'Nothing to play: the line is slow. It goes on by itself.',
    isTrouble: true,
  },
  failed: {
    button: 'Next',
    icon: 'play',
    sentence: 'This track cannot be played. The next one follows.',
    isTrouble: true,
  },
};

export const presentRadio = (kind: PlayerKind): PresentedRadio => PRESENTED[kind];

/** Rows of all tables by where they are. */
export interface RowCounts {
  readonly onDevice: number;
  readonly atRelay: number;
  readonly inDataset: number;
  readonly failed: number;
}

export type DeliveryTone = 'calm' | 'stored' | 'accepted' | 'committed' | 'waiting' | 'failed';

/** How it goes with what was logged, in one sentence. */
export function presentDelivery(
  { onDevice, atRelay, inDataset, failed }: RowCounts,
  connection: 'sending' | 'offline' | 'retrying',
): { readonly tone: DeliveryTone; readonly text: string } {
  const rows = (n: number) => `${n.toLocaleString('en')} row${n === 1 ? '' : 's'}`;
  if (failed > 0)
    return { tone: 'failed', text: `${rows(failed)} refused for good, and kept on this device.` };
  if (connection === 'offline')
    return {
      tone: 'waiting',
      text: `Offline. ${rows(onDevice)} saved on this device. Will be sent when you are online.`,
    };
  if (connection === 'retrying')
    return {
      tone: 'waiting',
      text: `The relay is out of reach. ${rows(onDevice)} saved on this device, tried again soon.`,
    };
  if (onDevice > 0) return { tone: 'stored', text: `${rows(onDevice)} saved on this device, being sent.` };
  if (atRelay > 0)
    return {
      tone: 'accepted',
      text: `${rows(atRelay)} safe at the relay, in the dataset with its next commit.`,
    };
  if (inDataset > 0) return { tone: 'committed', text: 'Everything that was logged is in the dataset.' };
  return { tone: 'calm', text: 'What plays is saved on this device until it is safe in the dataset.' };
}

/** What is amiss besides: what the logger told. */
export interface Troubles {
  /** The browser stores nothing for this page. */
  readonly storesNothing: boolean;
  readonly isFull: boolean;
  /** The last error that does not mend itself. */
  readonly error: string | undefined;
}

export function presentTroubles({ storesNothing, isFull, error }: Troubles): readonly string[] {
  return [
    ...(storesNothing
      ? [
          'This browser stores nothing for this page (a private window?). Keep it open until its rows are accepted.',
        ]
      : []),
    ...(isFull ? ['Storage is full. Go online to send what waits, or free some disk space.'] : []),
    ...(error === undefined ? [] : [error]),
  ];
}
