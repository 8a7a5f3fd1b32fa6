import { datasetLink, type HubPlace } from '@parqueue/example-recorder/rows/rowLink';
import type { TextStorage } from '@parqueue/example-recorder/textStorage';
import { element } from '@parqueue/example-recorder/views/element';
import { followRows } from './log/followRows.ts';
import { createLogList } from './log/logList.ts';
import { logRadio } from './logRadio.ts';
import { createRadioPlayer } from './player.ts';
import { presentDelivery, presentTroubles } from './presentRadio.ts';
import type { RadioLogger } from './radioLogger.ts';
import { createPlaylist } from './tracks/playlist.ts';
import { createCountsView } from './views/countsView.ts';
import { createErrorsView } from './views/errorsView.ts';
import { createFiguresView } from './views/figuresView.ts';
import { createNoticesView } from './views/noticesView.ts';
import { createPlaylistView } from './views/playlistView.ts';
import { createPlaysView } from './views/playsView.ts';
import { createStageView } from './views/stageView.ts';
import { watchDelivery } from './watchDelivery.ts';

const REFRESH_EVERY_MS = 10_000;
const METRICS = { startup: 'Last start took', buffered: 'Buffered ahead' } as const;

export interface RadioPageOptions {
  readonly log: RadioLogger;
  readonly storage: TextStorage;
  readonly place: HubPlace | undefined;
}

/** The page: what plays on one side, what was logged of it on the other. */
export function openRadioPage(root: HTMLElement, { log, storage, place }: RadioPageOptions): void {
  const audio = new Audio();
  const playlist = createPlaylist();
  const lists = {
    plays: createLogList(storage, 'parqueue.radio.plays'),
    errors: createLogList(storage, 'parqueue.radio.errors'),
  };
  const heard = {
    plays: followRows(log, 'plays', lists.plays),
    errors: followRows(log, 'errors', lists.errors),
  };
  const metrics = createFiguresView(Object.values(METRICS));
  const { plays, failures } = logRadio({
    ...{ log, audio, heard },
    track: () => player.state().track,
    measured: (name, value) =>
      metrics.show(METRICS[name], name === 'startup' ? `${Math.round(value)} ms` : `${value.toFixed(1)} s`),
  });
  const player = createRadioPlayer(audio, playlist, () => show());

  const stage = createStageView(player);
  const list = createPlaylistView(playlist, player.choose);
  const counts = createCountsView();
  const playsView = createPlaysView();
  const errorsView = createErrorsView(
    (rowId) => void failures.resolve(rowId).then(() => lists.errors.note(rowId, { resolved: true })),
  );
  const notices = createNoticesView();
  const delivery = watchDelivery(log, () => queueMicrotask(showLog));

  function show(): void {
    stage.show(player.state());
    list.show(player.state());
    showPlace();
    showLog();
  }

  const showPlace = () => stage.showPlace(audio.currentTime);

  function showLog(): void {
    const connection = delivery.connection();
    const at = { now: Date.now(), connection, place };
    const notes = presentDelivery(delivery.counts(), connection);
    notices.show([
      notes,
      ...presentTroubles(delivery.troubles()).map((text) => ({ tone: 'failed' as const, text })),
    ]);
    counts.show(delivery.counts());
    playsView.show({ ...at, entries: lists.plays.entries(), currentId: plays.current()?.rowId });
    errorsView.show(lists.errors.entries(), at);
  }

  root.replaceChildren(
    element(
      'div',
      { class: 'page' },
      element('header', {}, element('h1', {}, 'Radio'), ...datasetOf(place)),
      notices.element,
      element(
        'main',
        {},
        element('div', { class: 'take' }, stage.element, list.element),
        element(
          'div',
          { class: 'saved' },
          section('rows-title', 'Rows', counts.element),
          section('plays-title', 'Plays', playsView.element),
          section('errors-title', 'Errors', errorsView.element),
          section('metrics-title', 'Metrics', metrics.element),
        ),
      ),
    ),
  );

  for (const list of [lists.plays, lists.errors]) list.onChange(() => queueMicrotask(showLog));
  for (const type of ['timeupdate', 'seeking', 'loadedmetadata']) audio.addEventListener(type, showPlace);
  setInterval(delivery.refresh, REFRESH_EVERY_MS);
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return;
    if (event.key === ' ' && !(event.target as Element).closest('summary, a')) player.toggle();
    else if (event.key === 'n' || event.key === 'N') player.next();
    else return;
    event.preventDefault();
  });
  show();
}

const section = (id: string, title: string, ...children: readonly HTMLElement[]): HTMLElement =>
  element('section', { 'aria-labelledby': id }, element('h2', { id }, title), ...children);

const datasetOf = (place: HubPlace | undefined): readonly HTMLElement[] =>
  place
    ? [
        element(
          'a',
          { class: 'dataset', href: datasetLink(place), target: '_blank', rel: 'noopener' },
          place.repo,
        ),
      ]
    : [];
