import type { ListItem } from '../rows/listItems.ts';
import { createPlayer, type PlayerOptions } from '../sound/player.ts';
import type { SoundShelf } from '../sound/soundShelf.ts';
import { createListeningView, type ListenedSound, type ListeningView } from '../views/listeningView.ts';

export interface ListeningOptions extends Pick<PlayerOptions, 'output' | 'objectUrl' | 'starting'> {
  readonly shelf: SoundShelf;
  /** Why nothing may sound just now. */
  readonly refusal: () => string | undefined;
  readonly copy: (text: string) => Promise<void>;
  readonly changed: () => void;
  /** It was closed; the row that it was of. */
  readonly closed: (key: string) => void;
}

/** Listening to saved rows, one at a time. */
export interface Listening {
  readonly view: ListeningView;
  /** Opens a row and plays it; the one that is open plays or pauses. */
  toggle(item: ListItem): void;
  pause(): void;
  close(): void;
  open(): { readonly key: string; readonly isPlaying: boolean } | undefined;
  /** Shows the open row as it is now. */
  follow(items: readonly ListItem[]): void;
}

const REFUSED_BY_BROWSER = 'This browser cannot play the sound. It is whole all the same.';

export function createListening(options: ListeningOptions): Listening {
  let item: ListItem | undefined;
  let sound: ListenedSound = { kind: 'reading' };

  const player = createPlayer({
    ...options,
    changed,
    failed: () => settle({ kind: 'refused', words: REFUSED_BY_BROWSER }),
  });
  const view = createListeningView({ player, close, copy: options.copy });

  function changed(): void {
    view.show(item && { item, sound });
    options.changed();
  }

  function settle(next: ListenedSound): void {
    sound = next;
    changed();
  }

  function toggle(wanted: ListItem): void {
    const isOpen = item?.key === wanted.key && sound.kind === 'here';
    item = wanted;
    const words = options.refusal();
    if (words !== undefined) {
      player.unload();
      settle({ kind: 'refused', words });
    } else if (isOpen) player.toggle();
    else void read(wanted);
  }

  async function read(wanted: ListItem): Promise<void> {
    player.unload();
    settle({ kind: 'reading' });
    const found = wanted.clip && (await options.shelf.read([wanted.clip]).catch(() => undefined));
    const outline = await found?.outline().catch(() => undefined);
    // Another row was opened, or this one closed, while it was read.
    if (item?.key !== wanted.key || sound.kind !== 'reading') return;
    const [file] = found?.files ?? [];
    if (!found || !file) return settle({ kind: 'gone' });
    if (!outline) return settle({ kind: 'refused', words: REFUSED_BY_BROWSER });
    player.load([{ file, startS: 0, durationS: wanted.durationS ?? 0 }]);
    sound = { kind: 'here', outline, sizeBytes: found.sizeBytes };
    player.play();
  }

  function close(): void {
    const key = item?.key;
    item = undefined;
    player.unload();
    changed();
    if (key !== undefined) options.closed(key);
  }

  return {
    view,
    toggle,
    pause: player.pause,
    close,
    open: () => item && { key: item.key, isPlaying: player.isPlaying() },
    follow(items) {
      const now = items.find(({ key }) => key === item?.key);
      if (!now || JSON.stringify(now) === JSON.stringify(item)) return;
      item = now;
      view.show({ item, sound });
    },
  };
}
