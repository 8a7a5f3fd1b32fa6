import type { Clip, Logger } from '@parqueue/sdk';

/** The part of an `<audio>` element that is used. */
export type AudioOutput = Pick<
  HTMLAudioElement,
  'src' | 'currentTime' | 'play' | 'pause' | 'addEventListener' | 'removeAttribute'
>;

export interface PlayerOptions {
  readonly readClip: Logger<Record<never, never>>['readClip'];
  readonly output: AudioOutput;
  readonly objectUrl: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
  /** Called when it starts, stops, or cannot play. */
  readonly changed: () => void;
  readonly failed: (message: string) => void;
}

/** Plays the clips of a take, one after the other, as if they were one. */
export interface Player {
  /** Reads the clips; their size in bytes, or `undefined` when this device does not hold them. */
  load(clips: readonly Clip[]): Promise<number | undefined>;
  toggle(): void;
  /** Goes to a second of the take. */
  seek(positionS: number): void;
  unload(): void;
  isPlaying(): boolean;
  positionS(): number;
}

export function createPlayer({ readClip, output, objectUrl, changed, failed }: PlayerOptions): Player {
  let parts: readonly { readonly url: string; readonly clip: Clip }[] = [];
  let current = 0;
  let isPlaying = false;
  /** Tells a slow read whose take is gone from the one that is wanted. */
  let loadCount = 0;

  function setPlaying(playing: boolean): void {
    isPlaying = playing;
    changed();
  }

  function open(index: number, offsetS: number): void {
    const part = parts[index];
    if (!part) return;
    if (index !== current || output.src !== part.url) output.src = part.url;
    current = index;
    output.currentTime = offsetS;
  }

  function play(): void {
    setPlaying(true);
    output.play().catch((error: unknown) => {
      // Interrupted by a pause or another take: not a failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      setPlaying(false);
      failed('This browser cannot play the recording. It is whole, and can be saved all the same.');
    });
  }

  output.addEventListener('ended', () => {
    const hasNext = current + 1 < parts.length;
    open(hasNext ? current + 1 : 0, 0);
    if (hasNext) play();
    else setPlaying(false);
  });

  function unload(): void {
    loadCount++;
    output.pause();
    output.removeAttribute('src');
    for (const { url } of parts) objectUrl.revokeObjectURL(url);
    parts = [];
    current = 0;
    isPlaying = false;
  }

  return {
    async load(clips) {
      unload();
      const load = loadCount;
      const files = await Promise.all(clips.map((clip) => readClip(clip)));
      if (load !== loadCount || !files.every((file) => file !== undefined)) return undefined;
      parts = files.map((file, index) => ({
        url: objectUrl.createObjectURL(file),
        clip: clips[index] as Clip,
      }));
      open(0, 0);
      return files.reduce((sum, file) => sum + file.size, 0);
    },
    toggle() {
      if (parts.length === 0) return;
      if (!isPlaying) return play();
      output.pause();
      setPlaying(false);
    },
    seek(positionS) {
      const index = parts.findLastIndex(({ clip }) => clip.startS <= positionS);
      const part = parts[index];
      if (!part) return;
      open(index, Math.min(positionS - part.clip.startS, part.clip.durationS));
      if (isPlaying) play();
      changed();
    },
    unload,
    isPlaying: () => isPlaying,
    positionS: () => (parts[current]?.clip.startS ?? 0) + (parts.length > 0 ? output.currentTime : 0),
  };
}
