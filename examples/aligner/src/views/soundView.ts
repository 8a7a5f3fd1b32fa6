import { outlineOf } from '@parqueue/example-recorder/sound/outline';
import type { Peaks } from '@parqueue/example-recorder/sound/peaks';
import type { Player } from '@parqueue/example-recorder/sound/player';
import { element, setAttribute, setText } from '@parqueue/example-recorder/views/element';
import { followPlaying } from '@parqueue/example-recorder/views/followPlaying';
import { icon } from '@parqueue/example-recorder/views/icon';
import { createWaveformView } from '@parqueue/example-recorder/views/waveformView';
import { count, formatDuration, formatTenths } from '@parqueue/example-recorder/words';
import type { AlignerState, FinishedRun, Work } from '../aligner.ts';
import type { AlignerAction, AlignerControl, PresentedAligner } from '../presentAligner.ts';

export interface SoundViewOptions {
  readonly peaks: Peaks;
  readonly player: Player;
  readonly act: (action: AlignerAction) => void;
  readonly open: (file: File) => void;
}

export interface SoundView {
  readonly element: HTMLElement;
  show(state: AlignerState, presented: PresentedAligner, run: FinishedRun | undefined): void;
  /** A level of the running take came. */
  hear(): void;
}

/** The sound, where it was split, and the controls of what is done with it. */
export function createSoundView({ peaks, player, act, open }: SoundViewOptions): SoundView {
  const waveform = createWaveformView({
    label: 'Position in the sound',
    positionS: player.positionS,
    seek: player.seek,
  });
  const message = element('div', { class: 'stage-message' });
  const lane = element('div', { class: 'lane', 'aria-hidden': 'true' });
  const clock = element('span', { class: 'clock', role: 'timer', 'aria-label': 'Length of the sound' });
  const facts = element('bdi', { class: 'facts' });
  const primary = element('button', { class: 'primary', type: 'button' });
  const others = element('div', { class: 'others' });
  const sound = element('div', { class: 'sound' }, waveform.element, message);
  const file = element('input', { type: 'file', accept: 'audio/*,.flac', class: 'sr', tabindex: '-1' });
  file.setAttribute('aria-label', 'Sound file');
  const root = element(
    'section',
    { class: 'stage', 'aria-label': 'Sound' },
    element('div', { class: 'sound-box' }, sound, lane),
    element('div', { class: 'readout' }, clock, facts),
    primary,
    others,
    file,
  );
  let shown: Work | undefined;
  let primaryAction: AlignerAction | undefined;
  let state: AlignerState = { kind: 'idle' };

  const press = (action: AlignerAction | undefined) => {
    if (action === 'choose') file.click();
    else if (action) act(action);
  };
  primary.addEventListener('click', () => press(primaryAction));
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (chosen) open(chosen);
  });

  function showControls({ primary: main, others: rest }: PresentedAligner): void {
    primaryAction = main.action;
    setAttribute(primary, 'aria-disabled', main.action === undefined && 'true');
    primary.replaceChildren(icon(main.icon), main.word);
    const next = JSON.stringify(rest);
    if (others.dataset.shown === next) return;
    const focused = others.contains(document.activeElement) ? document.activeElement : null;
    const action = focused?.getAttribute('data-action');
    others.dataset.shown = next;
    others.replaceChildren(...rest.map(otherButton));
    // The button that was pressed may be gone; the hands stay where the next one is.
    const same = action && others.querySelector<HTMLElement>(`[data-action="${action}"]`);
    if (focused) (same || primary).focus();
  }

  function otherButton({ word, icon: name, action }: AlignerControl): HTMLButtonElement {
    const button = element('button', { class: 'other', type: 'button' }, icon(name), word);
    setAttribute(button, 'aria-disabled', action === undefined && 'true');
    setAttribute(button, 'data-action', action);
    button.addEventListener('click', () => press(action));
    return button;
  }

  function showClock(): void {
    const durationS = state.kind === 'ready' ? state.work.durationS : peaks.durationS();
    const positionS = state.kind === 'ready' ? Math.min(player.positionS(), durationS) : 0;
    const isHeard = positionS > 0 || player.isPlaying();
    const seconds = state.kind === 'ready' && isHeard ? positionS : state.kind === 'idle' ? 0 : durationS;
    const rest = isHeard && state.kind === 'ready' ? ` / ${formatDuration(durationS)}` : '';
    clock.replaceChildren(
      formatDuration(seconds),
      element('span', { class: 'tenths' }, `${formatTenths(seconds)}${rest}`),
    );
  }

  function showSound(): void {
    if (state.kind === 'ready') {
      if (state.work === shown) return;
      const isSame = shown?.samples === state.work.samples;
      shown = state.work;
      if (isSame) return;
      const { samples, durationS } = state.work;
      waveform.show({ kind: 'whole', outline: outlineOf(samples), durationS, pausesS: [] });
      return;
    }
    shown = undefined;
    waveform.show(state.kind === 'recording' ? { kind: 'live', peaks } : { kind: 'empty' });
  }

  const follow = followPlaying(player, () => {
    showClock();
    waveform.redraw();
  });

  return {
    element: root,
    show(next, presented, run) {
      state = next;
      root.dataset.state = state.kind;
      showSound();
      message.replaceChildren(...messageOf(state));
      setAttribute(sound, 'data-covered', message.childNodes.length > 0);
      lane.replaceChildren(...(state.kind === 'ready' && run ? blocksOf(run, state.work.durationS) : []));
      setText(facts, state.kind === 'ready' ? factsOf(state.work, run) : '');
      showControls(presented);
      follow();
    },
    hear() {
      showClock();
      waveform.redraw();
    },
  };
}

function factsOf({ isKnown }: Work, run: FinishedRun | undefined): string {
  if (!run) return isKnown ? 'Uploaded before: runs are added to its row.' : '';
  const { segments } = run;
  const speechS = segments.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  return `${count(segments.length, 'segment')}, ${speechS.toFixed(1)} s of speech`;
}

/** A block for each segment, where it is in the sound. */
function blocksOf({ segments }: FinishedRun, durationS: number): readonly HTMLElement[] {
  return segments.map(({ startS, endS, confidence }, i) => {
    const block = element('span', { class: 'block', 'data-failed': confidence <= 0 }, String(i + 1));
    block.style.insetInlineStart = `${(100 * startS) / durationS}%`;
    block.style.inlineSize = `${(100 * (endS - startS)) / durationS}%`;
    return block;
  });
}

/** What stands over the waveform while that has nothing to show. */
function messageOf(state: AlignerState): readonly Node[] {
  switch (state.kind) {
    case 'idle':
      return state.problem
        ? [
            element('strong', {}, icon('failed'), state.problem.title),
            element('bdi', {}, state.problem.advice),
          ]
        : [element('bdi', {}, 'Record a recitation, or choose a file.')];
    case 'asking':
      return [
        element('strong', {}, 'Waiting for the microphone'),
        element('bdi', {}, 'The browser may ask you to allow it.'),
      ];
    case 'reading':
      return [element('strong', {}, 'Reading the sound'), element('bdi', {}, 'It is kept on this device.')];
    default:
      return [];
  }
}
