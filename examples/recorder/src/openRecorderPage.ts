import type { RecitationRow } from '@parqueue/schema/presets';
import type { Environment } from './environment.ts';
import { DEFAULT_FIELDS } from './form/recitationFields.ts';
import { readFields, writeFields } from './form/storedFields.ts';
import { messageOf } from './recorder/microphoneProblem.ts';
import { presentRecorder, type RecorderAction, shortcutAction } from './recorder/presentRecorder.ts';
import { createRecorder, type SavedRow } from './recorder/recorder.ts';
import { holdsTake, type RecorderState } from './recorder/recorderState.ts';
import type { RecorderLogger } from './recorderLogger.ts';
import { listItems } from './rows/listItems.ts';
import type { HubPlace } from './rows/rowLink.ts';
import { createRowsModel } from './rows/rowsModel.ts';
import { createStoredRows } from './rows/storedRows.ts';
import { createLoudnessMeter } from './sound/loudness.ts';
import { createPeaks } from './sound/peaks.ts';
import { createPlayer } from './sound/player.ts';
import { planNotices } from './status/planNotices.ts';
import { connectionOf } from './status/statusFacts.ts';
import { watchDelivery } from './status/watchDelivery.ts';
import { createFormView } from './views/formView.ts';
import { createMicrophonesView } from './views/microphonesView.ts';
import { createNoticesView } from './views/noticesView.ts';
import { createPageView } from './views/pageView.ts';
import { createRowsView } from './views/rowsView.ts';
import { listenToShortcuts } from './views/shortcuts.ts';
import { createStageView } from './views/stageView.ts';
import { createSummaryView } from './views/summaryView.ts';

const MICROPHONE_KEY = 'parqueue.recorder.microphone';
const REFRESH_EVERY_MS = 15_000;
const SEND_WITHIN_MS = 30_000;
const SAMPLE_RATE = 16_000;

export interface RecorderPageOptions {
  readonly log: RecorderLogger;
  readonly environment: Environment;
  /** Where the dataset is; without it there are no links. */
  readonly place: HubPlace | undefined;
}

/** Makes the page and sets it going. */
export function openRecorderPage(root: HTMLElement, { log, environment, place }: RecorderPageOptions): void {
  const { storage } = environment;
  const peaks = createPeaks();
  const loudness = createLoudnessMeter();
  const rows = createRowsModel(createStoredRows(storage));
  /** The form as it was when Save was pressed. */
  let row: RecitationRow = {};

  const form = createFormView(readFields(storage), (fields) => {
    writeFields(storage, fields);
    showRows();
  });
  const microphones = createMicrophonesView({
    devices: environment.devices,
    initial: storage.read(MICROPHONE_KEY),
    chosen: (deviceId) => storage.write(MICROPHONE_KEY, deviceId),
  });
  const player = createPlayer({
    readClip: log.readClip,
    output: environment.audio,
    objectUrl: environment.objectUrl,
    changed: () => stage.show(recorder.state()),
    failed: report,
  });
  const recorder = createRecorder({
    log,
    deviceId: microphones.deviceId,
    row: () => row,
    changed: showRecorder,
    level: (level) => {
      peaks.add(level);
      stage.hear(loudness.take(level));
    },
    saved: keepRow,
    failed: logError,
    delay: environment.delay,
  });
  const stage = createStageView({ peaks, player, microphones: microphones.element, act });
  const notices = createNoticesView((action) => {
    if (action === 'dismiss') delivery.tell({ kind: 'dismissed' });
    else void sendNow();
  });
  const summary = createSummaryView();
  const list = createRowsView({ now: environment.now, copy: environment.copy });
  const page = createPageView({
    notices: notices.element,
    verse: form.verse,
    stage: stage.element,
    settings: form.settings,
    summary: summary.element,
    rows: list.element,
    place,
  });
  const delivery = watchDelivery({ log, environment, rows, changed: () => queueMicrotask(showDelivery) });

  function act(action: RecorderAction): void {
    if (action === 'play') player.toggle();
    else if (action !== 'save') recorder.send({ kind: action });
    else save();
  }

  function save(): void {
    const parsed = form.check();
    if (parsed.kind === 'invalid') {
      page.speak('The form is not complete.');
      return;
    }
    row = parsed.row;
    player.unload();
    recorder.send({ kind: 'save' });
  }

  function showRecorder(state: RecorderState): void {
    if (state.kind === 'asking') loudness.reset();
    if (state.kind === 'asking' || state.kind === 'idle') peaks.clear();
    if (state.kind === 'idle') player.unload();
    if (state.kind === 'recording') void microphones.refresh();
    if (state.kind === 'review') void loadTake(state.clips);
    environment.guardLeaving(holdsTake(state));
    stage.show(state);
    page.speak(presentRecorder(state, false).spoken);
    showRows();
  }

  async function loadTake(clips: Extract<RecorderState, { kind: 'review' }>['clips']): Promise<void> {
    try {
      const sizeBytes = await player.load(clips);
      const gapFrames = clips.reduce((sum, clip) => sum + clip.gapFrames, 0);
      if (sizeBytes !== undefined) stage.showFacts(sizeBytes, gapFrames / SAMPLE_RATE);
    } catch (error) {
      report(`The recording cannot be played: ${messageOf(error)}`);
    }
  }

  function keepRow({ rowId, clip, row: saved, stored }: SavedRow): void {
    rows.add({
      rowId,
      verseRef: saved.verse_ref ?? '',
      canonicalText: saved.canonical_text ?? '',
      durationS: clip.durationS,
      savedAt: environment.now(),
      state: { kind: 'saving' },
    });
    stored.then(
      () => rows.advance([rowId], { kind: 'stored' }),
      (error: unknown) => rows.advance([rowId], { kind: 'failed', reason: messageOf(error) }),
    );
  }

  function showRows(): void {
    const { verseRef, canonicalText } = form.fields();
    const verse = { verseRef: verseRef || DEFAULT_FIELDS.verseRef, canonicalText };
    const connection = connectionOf(delivery.facts());
    list.show(listItems({ entries: rows.entries(), recorder: recorder.state(), verse, connection, place }));
  }

  function showDelivery(): void {
    notices.show(planNotices(delivery.facts(), delivery.summary()));
    summary.show(delivery.summary());
    showRows();
  }

  async function sendNow(): Promise<void> {
    await log
      .flush({ until: 'accepted', signal: AbortSignal.timeout(SEND_WITHIN_MS) })
      .catch(() => undefined);
    delivery.refresh();
  }

  /** An error for the person and for the dataset. */
  function report(message: string): void {
    delivery.tell({ kind: 'error', message });
    logError(message);
  }

  function logError(message: string): void {
    log.errors.append({ verse_ref: form.fields().verseRef || null, error_message: message });
  }

  rows.onChange(showRows);
  environment.onUncaught(logError);
  environment.onTick(REFRESH_EVERY_MS, delivery.refresh);
  listenToShortcuts((key) => {
    const action = shortcutAction(key, recorder.state());
    if (action) act(action);
    return action !== undefined;
  });
  root.replaceChildren(page.element);
  stage.show(recorder.state());
  showDelivery();
}
