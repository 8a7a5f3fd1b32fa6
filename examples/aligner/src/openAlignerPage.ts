import type { Environment } from '@parqueue/example-recorder/environment';
import { datasetLink, type HubPlace } from '@parqueue/example-recorder/rows/rowLink';
import { createPeaks } from '@parqueue/example-recorder/sound/peaks';
import { createPlayer } from '@parqueue/example-recorder/sound/player';
import { element, setText } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { listenToShortcuts } from '@parqueue/example-recorder/views/shortcuts';
import { createAligner, type FinishedRun, type Work } from './aligner.ts';
import type { AlignerLogger } from './alignerLogger.ts';
import type { Problem } from './alignerProblem.ts';
import { type AlignerAction, presentAligner } from './presentAligner.ts';
import { createUploadsModel } from './uploads/uploadsModel.ts';
import { watchUploads } from './uploads/watchUploads.ts';
import { createRunsView } from './views/runsView.ts';
import { createSegmentsView } from './views/segmentsView.ts';
import { createSettingsView } from './views/settingsView.ts';
import { createSoundView } from './views/soundView.ts';
import { createUploadsView } from './views/uploadsView.ts';

const REFRESH_EVERY_MS = 15_000;

const HONEST =
  'Sounds are split by loudness, here in the page. No model listens: references, words and confidences are stand-ins, and their names in the dataset say so.';

export interface AlignerPageOptions {
  readonly log: AlignerLogger;
  readonly environment: Environment;
  /** Where the dataset is; without it there are no links. */
  readonly place: HubPlace | undefined;
}

/** The run that was chosen, if it is one of this sound; else the latest. */
function runLookedAt(work: Work | undefined, chosen: FinishedRun | undefined): FinishedRun | undefined {
  return work?.runs.find((run) => run === chosen) ?? work?.runs.at(-1);
}

/** Makes the page and sets it going. */
export function openAlignerPage(root: HTMLElement, { log, environment, place }: AlignerPageOptions): void {
  let frame = 0;
  let chosen: FinishedRun | undefined;
  let heardUntilS: number | undefined;
  const change = () => {
    if (frame === 0) frame = requestAnimationFrame(show);
  };
  const peaks = createPeaks();
  const player = createPlayer({
    output: environment.createAudio(),
    objectUrl: environment.objectUrl,
    changed: change,
    starting: () => undefined,
    failed: () => undefined,
  });
  const uploads = createUploadsModel(environment.storage, change);
  const watched = watchUploads({ log, uploads, environment, changed: change });
  const settings = createSettingsView(change);
  const aligner = createAligner({
    ...{ log, environment, uploads, settings: settings.settings, said: watched.ask, changed: change },
    hear(level) {
      peaks.add(level);
      sound.hear();
    },
  });
  const sound = createSoundView({ peaks, player, act, open: (file) => void aligner.open(file) });
  const runs = createRunsView((run) => {
    chosen = run;
    change();
  });
  const segments = createSegmentsView(({ startS, endS }) => {
    player.seek(startS);
    const isFollowed = heardUntilS !== undefined;
    heardUntilS = endS;
    player.play();
    if (!isFollowed) endSegment();
  });
  const list = createUploadsView({ now: environment.now, copy: environment.copy, place });
  const problem = element('p', { class: 'notice', 'data-state': 'failed', hidden: true });
  const spoken = element('p', { class: 'sr', 'aria-live': 'polite' });
  let loaded: Blob | undefined;

  function act(action: AlignerAction): void {
    heardUntilS = undefined;
    if (action === 'record') {
      peaks.clear();
      void aligner.record();
    } else if (action === 'stop') void aligner.stop();
    else if (action === 'cancel') void aligner.cancel();
    else if (action === 'run') {
      chosen = undefined;
      aligner.run();
    } else if (action === 'listen') player.toggle();
    else if (action === 'words') void aligner.timeWords();
    else if (action === 'close') aligner.close();
  }

  function show(): void {
    frame = 0;
    const state = aligner.state();
    const work = state.kind === 'ready' ? state.work : undefined;
    if (work?.file !== loaded) load(work?.file, work?.durationS ?? 0);
    const run = runLookedAt(work, chosen);
    const upload = work && uploads.find(work.rowId);
    const rowRuns = upload?.runs ?? [];
    const presented = presentAligner({
      ...{ state, settings: settings.settings(), runs: rowRuns, isPlaying: player.isPlaying() },
      hasWords: upload?.hasWords === true,
    });
    sound.show(state, presented, run);
    runs.show(work, rowRuns.length - (work?.runs.length ?? 0), run);
    segments.show(run);
    list.show(uploads.all(), work?.rowId, watched.connection());
    showProblem(state.kind === 'ready' ? state.problem : undefined);
    setText(spoken, presented.spoken || (run ? `Run ${run.number}: ${run.segments.length} segments` : ''));
  }

  /** Beside a sound; without one it stands in its place. */
  function showProblem(amiss: Problem | undefined): void {
    problem.hidden = amiss === undefined;
    const words = amiss ? `${amiss.title}. ${amiss.advice}` : '';
    if (problem.textContent !== words)
      problem.replaceChildren(icon('failed'), element('span', {}, element('bdi', {}, words)));
  }

  function load(file: Blob | undefined, durationS: number): void {
    loaded = file;
    chosen = undefined;
    if (file) player.load([{ file, startS: 0, durationS }]);
    else player.unload();
  }

  /** A segment that is listened to ends where it ends. */
  function endSegment(): void {
    if (heardUntilS === undefined) return;
    if (player.positionS() < heardUntilS) {
      requestAnimationFrame(endSegment);
      return;
    }
    heardUntilS = undefined;
    player.pause();
  }

  environment.onTick(REFRESH_EVERY_MS, change);
  listenToShortcuts((key) => {
    const { kind } = aligner.state();
    if (key === ' ') act(kind === 'idle' ? 'record' : kind === 'recording' ? 'stop' : 'listen');
    else if (key === 'Escape' && kind === 'recording') act('cancel');
    else return false;
    return true;
  });
  root.replaceChildren(pageOf());
  show();

  function pageOf(): HTMLElement {
    const dataset = place && {
      ...{ class: 'dataset', href: datasetLink(place), target: '_blank', rel: 'noopener' },
    };
    return element(
      'div',
      { class: 'page' },
      element(
        'header',
        {},
        element('h1', {}, 'Aligner'),
        ...(dataset ? [element('a', dataset, place.repo)] : []),
      ),
      element(
        'div',
        { class: 'notices', role: 'status', 'aria-label': 'About this page' },
        element('p', { class: 'notice' }, icon('calm'), element('span', {}, element('bdi', {}, HONEST))),
        problem,
      ),
      element(
        'main',
        {},
        element('div', { class: 'take' }, sound.element, settings.element, segments.element),
        element('div', { class: 'saved aligner-side' }, runs.element, list.element),
      ),
      spoken,
    );
  }
}
