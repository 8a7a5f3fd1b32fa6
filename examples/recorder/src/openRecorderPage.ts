import type { Environment } from './environment.ts';
import { DEFAULT_FIELDS } from './form/recitationFields.ts';
import { readFields, writeFields } from './form/storedFields.ts';
import { openSavedSide } from './openSavedSide.ts';
import { openTakeSide } from './openTakeSide.ts';
import { messageOf } from './recorder/microphoneProblem.ts';
import { shortcutAction } from './recorder/presentRecorder.ts';
import type { SavedRow } from './recorder/recorder.ts';
import type { RecorderLogger } from './recorderLogger.ts';
import type { HubPlace } from './rows/rowLink.ts';
import { createRowsModel } from './rows/rowsModel.ts';
import { createStoredRows } from './rows/storedRows.ts';
import { createSoundShelf } from './sound/soundShelf.ts';
import { type NoticeAction, planNotices } from './status/planNotices.ts';
import { watchDelivery } from './status/watchDelivery.ts';
import { createKeptTakes } from './takes/keptTakes.ts';
import { createTakeKeeper } from './takes/takeKeeper.ts';
import { createFormView } from './views/formView.ts';
import { createNoticesView } from './views/noticesView.ts';
import { createPageView } from './views/pageView.ts';
import { listenToShortcuts } from './views/shortcuts.ts';

const REFRESH_EVERY_MS = 15_000;
const SEND_WITHIN_MS = 30_000;

export interface RecorderPageOptions {
  readonly log: RecorderLogger;
  readonly environment: Environment;
  /** Where the dataset is; without it there are no links. */
  readonly place: HubPlace | undefined;
}

/** Makes the page and sets it going. */
export function openRecorderPage(root: HTMLElement, { log, environment, place }: RecorderPageOptions): void {
  const { storage } = environment;
  const rows = createRowsModel(createStoredRows(storage));
  const shelf = createSoundShelf({ readClip: log.readClip, decode: environment.decode });
  const form = createFormView(readFields(storage), (fields) => {
    writeFields(storage, fields);
    saved.showRows();
  });
  const takes = createTakeKeeper({
    kept: createKeptTakes(storage),
    readClip: log.readClip,
    claim: environment.claim,
    now: environment.now,
    found: (unsaved) => delivery.tell({ kind: 'unsaved', take: unsaved }),
  });
  const take = openTakeSide({
    log,
    environment,
    shelf,
    takes,
    row: () => {
      const parsed = form.check();
      return parsed.kind === 'valid' ? parsed.row : undefined;
    },
    speak: (text) => page.speak(text),
    changed: () => saved.showRows(),
    saved: keepRow,
    silence: () => saved.pause(),
    logError,
    report,
  });
  const saved = openSavedSide({
    environment,
    shelf,
    delivery: () => delivery,
    recorder: take.state,
    source: () => {
      const { verseRef, canonicalText } = form.fields();
      const verse = { verseRef: verseRef || DEFAULT_FIELDS.verseRef, canonicalText };
      return { entries: rows.entries(), verse, place };
    },
    starting: take.pausePlaying,
  });
  const notices = createNoticesView(heed);
  const page = createPageView({
    notices: notices.element,
    verse: form.verse,
    stage: take.element,
    settings: form.settings,
    saved: [saved.summary, saved.rows, saved.listening],
    place,
  });
  const delivery = watchDelivery({ log, environment, rows, changed: () => queueMicrotask(showDelivery) });

  function heed(action: NoticeAction): void {
    const { unsaved } = delivery.facts();
    if (action.kind === 'send') void sendNow();
    else if (action.kind === 'dismiss') delivery.tell({ kind: 'dismissed', what: action.what });
    else if (unsaved) void take.restore(unsaved);
  }

  function keepRow({ rowId, clip, row, stored }: SavedRow): void {
    rows.add({
      rowId,
      verseRef: row.verse_ref ?? '',
      canonicalText: row.canonical_text ?? '',
      durationS: clip.durationS,
      savedAt: environment.now(),
      state: { kind: 'saving' },
      clip: { recordingId: clip.recordingId, index: clip.index },
    });
    stored.then(
      () => {
        takes.end(clip.recordingId);
        rows.advance([rowId], { kind: 'stored' });
      },
      (error: unknown) => rows.advance([rowId], { kind: 'failed', reason: messageOf(error) }),
    );
  }

  function showDelivery(): void {
    notices.show(planNotices(delivery.facts(), delivery.summary(), environment.now()));
    saved.show();
  }

  async function sendNow(): Promise<void> {
    await log
      .flush({ until: 'accepted', signal: AbortSignal.timeout(SEND_WITHIN_MS) })
      .catch(() => undefined);
    delivery.refresh();
  }

  function report(message: string): void {
    delivery.tell({ kind: 'error', message });
    logError(message);
  }

  function logError(message: string): void {
    log.errors.append({ verse_ref: form.fields().verseRef || null, error_message: message });
  }

  rows.onChange(saved.showRows);
  environment.onUncaught(logError);
  environment.onTick(REFRESH_EVERY_MS, () => {
    delivery.refresh();
    takes.look();
  });
  listenToShortcuts((key) => {
    if (key === 'Escape' && take.state().kind === 'idle' && saved.close()) return true;
    const action = shortcutAction(key, take.state());
    if (action) take.act(action);
    return action !== undefined;
  });
  root.replaceChildren(page.element);
  showDelivery();
  takes.look();
}
