/** The part of an `<audio>` element that is used. */
export type AudioOutput = Pick<
  HTMLAudioElement,
  'src' | 'currentTime' | 'play' | 'pause' | 'addEventListener' | 'removeAttribute'
>;

export interface PlayerOptions {
  readonly output: AudioOutput;
  readonly objectUrl: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
  /** Called when it starts, stops, or cannot play. */
  readonly changed: () => void;
  /** Called before it starts, so that others fall silent. */
  readonly starting: () => void;
  readonly failed: () => void;
}

/** A file to play, and where in the whole it begins and how long it is, in seconds. */
export interface PlayerPart {
  readonly file: Blob;
  readonly startS: number;
  readonly durationS: number;
}

/** Plays files one after the other, as if they were one. */
export interface Player {
  load(parts: readonly PlayerPart[]): void;
  play(): void;
  pause(): void;
  toggle(): void;
  /** Goes to a second of the whole. */
  seek(positionS: number): void;
  unload(): void;
  isPlaying(): boolean;
  positionS(): number;
}

export function createPlayer({ output, objectUrl, changed, starting, failed }: PlayerOptions): Player {
  let parts: readonly (PlayerPart & { readonly url: string })[] = [];
  let current = 0;
  let isPlaying = false;

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
    if (parts.length === 0) return;
    starting();
    setPlaying(true);
    output.play().catch((error: unknown) => {
      // Interrupted by a pause or another sound: not a failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      setPlaying(false);
      failed();
    });
  }

  function pause(): void {
    if (!isPlaying) return;
    output.pause();
    setPlaying(false);
  }

  output.addEventListener('ended', () => {
    // Firefox says it also of a sound that stands still, when its end is gone to.
    if (!isPlaying) return;
    const hasNext = current + 1 < parts.length;
    open(hasNext ? current + 1 : 0, 0);
    if (hasNext) play();
    else setPlaying(false);
  });

  function unload(): void {
    output.pause();
    output.removeAttribute('src');
    for (const { url } of parts) objectUrl.revokeObjectURL(url);
    parts = [];
    current = 0;
    isPlaying = false;
  }

  return {
    load(files) {
      unload();
      parts = files.map((part) => ({ ...part, url: objectUrl.createObjectURL(part.file) }));
      open(0, 0);
    },
    play,
    pause,
    toggle: () => (isPlaying ? pause() : play()),
    seek(positionS) {
      const index = parts.findLastIndex(({ startS }) => startS <= positionS);
      const part = parts[index];
      if (!part) return;
      open(index, Math.min(positionS - part.startS, part.durationS));
      if (isPlaying) play();
      else changed();
    },
    unload,
    isPlaying: () => isPlaying,
    positionS: () => (parts[current]?.startS ?? 0) + (parts.length > 0 ? output.currentTime : 0),
  };
}
