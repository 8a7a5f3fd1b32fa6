import type { Environment } from './environment.ts';
import { createListening } from './listening/listening.ts';
import { isHearing } from './openTakeSide.ts';
import type { RecorderState } from './recorder/recorderState.ts';
import { type ListSource, listItems, type RowPlace } from './rows/listItems.ts';
import type { SoundShelf } from './sound/soundShelf.ts';
import { connectionOf } from './status/statusFacts.ts';
import type { Delivery } from './status/watchDelivery.ts';
import { createRowsView } from './views/rowsView.ts';
import { createSummaryView } from './views/summaryView.ts';

const SECOND_MS = 1000;
const NO_ROWS = 'No recordings yet. What you save is listed here, with how far it has come.';
const NONE_THERE = 'None of the recordings in this list. Press the figure again to see all.';

export interface SavedSideOptions {
  readonly environment: Environment;
  readonly shelf: SoundShelf;
  readonly delivery: () => Delivery;
  readonly recorder: () => RecorderState;
  readonly source: () => Pick<ListSource, 'entries' | 'verse' | 'place'>;
  /** A saved sound is about to be heard. */
  readonly starting: () => void;
}

/** What was recorded: the figures, the list, and the row that is listened to. */
export interface SavedSide {
  readonly summary: HTMLElement;
  readonly rows: HTMLElement;
  readonly listening: HTMLElement;
  show(): void;
  showRows(): void;
  pause(): void;
  /** Closes the row that is listened to; `false` when there is none. */
  close(): boolean;
}

export function openSavedSide(options: SavedSideOptions): SavedSide {
  const { environment, delivery, recorder } = options;
  let only: RowPlace | undefined;

  const summary = createSummaryView((chosen) => {
    only = only === chosen ? undefined : chosen;
    show();
  });
  const listening = createListening({
    shelf: options.shelf,
    output: environment.createAudio(),
    objectUrl: environment.objectUrl,
    starting: options.starting,
    refusal: () => (isHearing(recorder()) ? 'Not while recording: the microphone would hear it.' : undefined),
    copy: environment.copy,
    changed: showRows,
    closed: (key) => list.focus(key),
  });
  const list = createRowsView({ now: environment.now, listen: listening.toggle });

  function showRows(): void {
    const connection = connectionOf(delivery().facts());
    const items = listItems({ ...options.source(), connection, recorder: recorder(), only });
    list.show({ items, emptyText: only ? NONE_THERE : NO_ROWS, listening: listening.open() });
    listening.follow(items);
  }

  function showSummary(): void {
    const facts = delivery().facts();
    const nextAttemptMs = facts.retry && facts.retry.nextAt - environment.now();
    summary.show({ summary: delivery().summary(), connection: connectionOf(facts), only, nextAttemptMs });
  }

  function show(): void {
    showSummary();
    showRows();
  }

  // The count of seconds until the next attempt.
  environment.onTick(SECOND_MS, () => void (delivery().facts().retry && showSummary()));
  return {
    summary: summary.element,
    rows: list.element,
    listening: listening.view.element,
    show,
    showRows,
    pause: listening.pause,
    close() {
      const isOpen = listening.open() !== undefined;
      if (isOpen) listening.close();
      return isOpen;
    },
  };
}
