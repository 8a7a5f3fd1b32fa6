import { element, setAttribute } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { formatDuration } from '@parqueue/example-recorder/words';
import type { PlayerState } from '../player.ts';
import type { RadioTrack } from '../tracks/playlist.ts';
import { nameText } from './nameText.ts';

export interface PlaylistView {
  readonly element: HTMLElement;
  show(state: PlayerState): void;
}

/** The tracks, each a button that plays it. */
export function createPlaylistView(
  playlist: readonly RadioTrack[],
  choose: (index: number) => void,
): PlaylistView {
  const buttons = playlist.map((track, index) => {
    const button = element(
      'button',
      { class: 'track', type: 'button' },
      element('span', { class: 'track-mark' }),
      element(
        'span',
        { class: 'track-name' },
        nameText(track.title, { class: 'track-title' }),
        element('span', { class: 'quiet' }, nameText(track.artist), track.remark ? ` · ${track.remark}` : ''),
      ),
      element('span', { class: 'track-length quiet' }, formatDuration(track.durationS)),
    );
    button.addEventListener('click', () => choose(index));
    return button;
  });
  return {
    element: element(
      'section',
      { class: 'playlist', 'aria-labelledby': 'playlist-title' },
      element('h2', { id: 'playlist-title' }, 'Playlist'),
      element('ol', {}, ...buttons.map((button) => element('li', {}, button))),
    ),
    show({ index }) {
      for (const [i, button] of buttons.entries()) {
        const isCurrent = i === index;
        if ((button.getAttribute('aria-current') === 'true') === isCurrent && button.dataset.ready) continue;
        button.dataset.ready = 'true';
        setAttribute(button, 'aria-current', isCurrent ? 'true' : undefined);
        button.firstElementChild?.replaceChildren(isCurrent ? icon('play') : String(i + 1));
      }
    },
  };
}
