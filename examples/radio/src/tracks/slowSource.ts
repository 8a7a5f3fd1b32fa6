import { silentMp3 } from './silentMp3.ts';

const TYPE = 'audio/mpeg';

/** Whether this browser lets a page feed sound piece by piece. */
export const canBeSlow = (): boolean =>
  typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(TYPE);

export interface SlowSource {
  readonly durationS: number;
  /** After so many seconds there is nothing to play … */
  readonly stallsAtS: number;
  /** … for so many. */
  readonly stallS: number;
}

/** Silence that comes over a slow line: a source that stalls in the middle. Gives its address. */
export function openSlowSource(
  { durationS, stallsAtS, stallS }: SlowSource,
  element: HTMLMediaElement,
): string {
  const source = new MediaSource();
  const isOpen = () => source.readyState === 'open';
  source.addEventListener('sourceopen', () => {
    const buffer = source.addSourceBuffer(TYPE);
    source.duration = durationS;
    const feed = (seconds: number) => isOpen() && buffer.appendBuffer(silentMp3(seconds));
    feed(stallsAtS);
    element.addEventListener(
      'waiting',
      () =>
        setTimeout(() => {
          if (!isOpen()) return;
          buffer.addEventListener('updateend', () => isOpen() && source.endOfStream(), { once: true });
          feed(durationS - stallsAtS);
        }, stallS * 1000),
      { once: true },
    );
  });
  return URL.createObjectURL(source);
}
