import { element } from '@parqueue/example-recorder/views/element';
import { count } from '@parqueue/example-recorder/words';
import type { FinishedRun, Work } from '../aligner.ts';

export interface RunsView {
  readonly element: HTMLElement;
  /** @param run the one that is looked at. */
  show(work: Work | undefined, earlierCount: number, run: FinishedRun | undefined): void;
}

/** The runs over the sound at hand, the latest first; choosing one shows its segments. */
export function createRunsView(choose: (run: FinishedRun) => void): RunsView {
  const list = element('div', { class: 'runs' });
  const note = element('p', { class: 'quiet runs-note' });
  const root = element('section', { 'aria-label': 'Runs' }, element('h2', {}, 'Runs'), list, note);

  return {
    element: root,
    show(work, earlierCount, run) {
      const focused = list.contains(document.activeElement);
      list.replaceChildren(
        ...(work?.runs.toReversed() ?? []).map((one) => runButton(one, one === run, choose)),
      );
      if (focused) list.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
      const isFresh = !work || (work.runs.length === 0 && earlierCount === 0);
      note.textContent = isFresh
        ? 'Each run over a sound is added to its row.'
        : earlierCount > 0
          ? `${count(earlierCount, 'run')} of earlier visits ${earlierCount === 1 ? 'is' : 'are'} in the row as well.`
          : '';
    },
  };
}

function runButton(run: FinishedRun, isChosen: boolean, choose: (run: FinishedRun) => void): HTMLElement {
  const { number, settings, segments, stats } = run;
  const button = element(
    'button',
    { class: 'run', type: 'button', 'aria-pressed': String(isChosen) },
    element(
      'span',
      { class: 'run-head' },
      element('strong', {}, `Run ${number}`),
      element('span', {}, settings.asrModel),
    ),
    element(
      'span',
      { class: 'quiet run-settings' },
      element(
        'bdi',
        {},
        `silence ${settings.minSilenceMs} · speech ${settings.minSpeechMs} · pad ${settings.padMs} ms`,
      ),
    ),
    element(
      'span',
      { class: 'run-figures' },
      figure(String(segments.length), 'segments'),
      figure(shown(stats.wordsPerMinute, 0), 'words/min'),
      figure(shown(stats.avgPauseDurationS, 2, ' s'), 'mean pause'),
      figure(shown(stats.meanConfidence, 2), 'confidence'),
    ),
  );
  button.addEventListener('click', () => choose(run));
  return button;
}

const figure = (value: string, word: string): HTMLElement =>
  element(
    'span',
    { class: 'run-figure' },
    element('bdi', { class: 'run-value' }, value),
    element('span', {}, word),
  );

/** What there is nothing to reckon from is a dash. */
const shown = (value: number | null, decimals: number, unit = ''): string =>
  value === null ? '–' : `${value.toFixed(decimals)}${unit}`;
