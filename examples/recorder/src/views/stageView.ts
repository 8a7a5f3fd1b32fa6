import { type Control, presentRecorder, type RecorderAction, silence } from '../recorder/presentRecorder.ts';
import type { RecorderState } from '../recorder/recorderState.ts';
import type { Loudness } from '../sound/loudness.ts';
import type { Outline } from '../sound/outline.ts';
import type { Peaks } from '../sound/peaks.ts';
import type { Player } from '../sound/player.ts';
import { formatDuration, formatSize, formatTenths } from '../words.ts';
import { element, setAttribute, setText } from './element.ts';
import { followPlaying } from './followPlaying.ts';
import { icon } from './icon.ts';
import { createMeterView } from './meterView.ts';
import { createWaveformView, type WaveformContent } from './waveformView.ts';

export interface StageOptions {
  readonly peaks: Peaks;
  readonly player: Player;
  /** The choice of microphone, which stands where the other controls will. */
  readonly microphones: HTMLElement;
  readonly act: (action: RecorderAction) => void;
}

export interface StageView {
  readonly element: HTMLElement;
  show(state: RecorderState): void;
  /** A level of the running take. */
  hear(loudness: Loudness): void;
  /** What is known of the finished take: its size, what was lost of it, and its exact outline in place of the live one. */
  showFacts(sizeBytes: number, gapS: number): void;
  showOutline(outline: Outline): void;
}

/** A second press of what was Stop must not save what nobody has heard, nor one of what was Save record again. */
const GUARD_MS = 350;

/** The waveform, the clock, and the controls of the take. */
export function createStageView({ peaks, player, microphones, act }: StageOptions): StageView {
  const waveform = createWaveformView({
    label: 'Position in the recording',
    positionS: player.positionS,
    seek: player.seek,
  });
  const meter = createMeterView();
  const message = element('div', { class: 'stage-message' });
  const clock = element('span', { class: 'clock', role: 'timer', 'aria-label': 'Length of the recording' });
  const facts = element('bdi', { class: 'facts' });
  const primary = element('button', { class: 'primary', type: 'button' });
  const others = element('div', { class: 'others' });
  const sound = element('div', { class: 'sound' }, waveform.element, message);
  const root = element(
    'section',
    { class: 'stage', 'aria-label': 'Recorder' },
    sound,
    element('div', { class: 'readout' }, clock, meter.element, facts),
    primary,
    others,
    shortcutsLine(),
  );
  let state: RecorderState = { kind: 'idle' };
  let takeFacts = '';
  let exact: Outline | undefined;
  let primaryAction: RecorderAction | undefined;
  let shownKind: RecorderState['kind'] | undefined;
  let changedAt = Number.NEGATIVE_INFINITY;
  primary.addEventListener('click', (event) => {
    if (primaryAction && event.timeStamp - changedAt > GUARD_MS) act(primaryAction);
  });

  function showControls(): void {
    const presented = presentRecorder(state, player.isPlaying());
    primaryAction = presented.primary.action;
    setAttribute(primary, 'aria-disabled', primaryAction === undefined && 'true');
    primary.replaceChildren(icon(presented.primary.icon), presented.primary.word);
    const chooses = state.kind === 'idle' || state.kind === 'blocked';
    const focused = document.activeElement instanceof HTMLElement && others.contains(document.activeElement);
    others.replaceChildren(...(chooses ? [microphones] : presented.others.map(otherButton)));
    // The button that was pressed may be gone or changed; the hands stay where the next one is.
    if (focused || state.kind === 'confirming') primary.focus();
  }

  function otherButton(control: Control): HTMLButtonElement {
    const button = element('button', { class: 'other', type: 'button' }, icon(control.icon), control.word);
    if (control.action === 'discard') button.classList.add('danger');
    const { action } = control;
    if (action) button.addEventListener('click', () => act(action));
    return button;
  }

  /** The length of the take; once it is listened to, where in it that is. */
  function showClock(): void {
    const durationS = lengthS(state);
    const positionS = player.positionS();
    const isListening = state.kind === 'review' && (positionS > 0 || player.isPlaying());
    const seconds = isListening ? Math.min(positionS, durationS) : durationS;
    const rest = isListening ? ` / ${formatDuration(durationS)}` : '';
    clock.replaceChildren(
      formatDuration(seconds),
      element('span', { class: 'tenths' }, `${formatTenths(seconds)}${rest}`),
    );
  }

  function lengthS(of: RecorderState): number {
    if (of.kind === 'confirming') return lengthS(of.over);
    if (of.kind !== 'review' && of.kind !== 'saving') return peaks.durationS();
    return of.clips.reduce((sum, clip) => sum + clip.durationS, 0);
  }

  function waveformOf({ kind }: RecorderState): WaveformContent {
    if (kind === 'recording' || kind === 'paused' || kind === 'stopping') return { kind: 'live', peaks };
    if (kind !== 'review' && kind !== 'saving') return { kind: 'empty' };
    const pausesS = peaks.pausesS();
    return { kind: 'whole', outline: exact ?? peaks.whole(), durationS: lengthS(state), pausesS };
  }

  /** What went wrong with a take comes before its size. */
  function showFacts(): void {
    const trouble = troubleOf(state);
    setText(facts, trouble || takeFacts);
    setAttribute(facts, 'data-state', trouble !== '' && 'failed');
  }

  const follow = followPlaying(player, () => {
    showClock();
    waveform.redraw();
  });

  return {
    element: root,
    show(next) {
      state = next;
      // The first look of the page, and what only plays or pauses, is no change: its buttons answer at once.
      if (shownKind !== undefined && state.kind !== shownKind) changedAt = performance.now();
      shownKind = state.kind;
      root.dataset.state = state.kind === 'confirming' ? state.over.kind : state.kind;
      if (['idle', 'asking', 'blocked'].includes(state.kind)) exact = undefined;
      waveform.show(waveformOf(state));
      message.replaceChildren(...messageOf(state));
      setAttribute(sound, 'data-covered', message.childNodes.length > 0);
      if (state.kind !== 'recording' || state.silent) meter.show(undefined);
      if (state.kind !== 'review' && state.kind !== 'confirming') takeFacts = '';
      showFacts();
      showControls();
      follow();
    },
    hear(loudness) {
      meter.show(loudness);
      showClock();
      waveform.redraw();
    },
    showFacts(sizeBytes, gapS) {
      const gap = gapS > 0 ? `, ${gapS.toFixed(1)} s lost and kept as silence` : '';
      takeFacts = `${formatSize(sizeBytes)}, lossless${gap}`;
      showFacts();
    },
    showOutline(outline) {
      exact = outline;
      waveform.show(waveformOf(state));
    },
  };
}

function troubleOf(state: RecorderState): string {
  if (state.kind !== 'review') return '';
  if (state.problem) return `Not saved: ${state.problem}`;
  return state.lost ? 'The microphone went away. This is what it heard.' : '';
}

/** What stands over the waveform while that has nothing to show. */
function messageOf(state: RecorderState): readonly Node[] {
  switch (state.kind) {
    case 'idle':
      return [element('bdi', {}, 'Press Record, then recite.')];
    case 'blocked':
      return [
        element('strong', {}, icon('failed'), state.problem.title),
        element('bdi', {}, state.problem.advice),
      ];
    case 'asking':
      return say('Waiting for the microphone', 'The browser may ask you to allow it.');
    case 'recording':
      return state.silent ? say(silence(state.silent), 'What you say now is not heard.') : [];
    case 'confirming':
      return say('Discard this recording?', 'It cannot be brought back.');
    default:
      return [];
  }
}

function say(title: string, advice: string): readonly Node[] {
  return [element('strong', {}, element('bdi', {}, title)), element('bdi', {}, advice)];
}

function shortcutsLine(): HTMLElement {
  const key = (name: string) => element('kbd', {}, name);
  return element(
    'p',
    { class: 'shortcuts' },
    key('Space'),
    ' records and stops, ',
    key('P'),
    ' pauses, ',
    key('Esc'),
    ' cancels',
  );
}
