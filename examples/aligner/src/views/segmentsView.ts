import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { ayahSpan, isUndersegmented, parseQuranRef } from '@parqueue/sdk/analysis';
import type { FinishedRun } from '../aligner.ts';
import type { DealtSegment } from '../pipeline/standIn.ts';

export interface SegmentsView {
  readonly element: HTMLElement;
  show(run: FinishedRun | undefined): void;
}

/** The segments of a run; each is heard at a press. */
export function createSegmentsView(hear: (segment: DealtSegment) => void): SegmentsView {
  const list = element('ol', { class: 'segments' });
  const title = element('h2', {}, 'Segments');
  const none = element('p', { class: 'quiet' }, 'No speech was found with these settings.');
  const root = element('section', { 'aria-label': 'Segments', hidden: true }, title, list, none);
  let shown: FinishedRun | undefined;

  return {
    element: root,
    show(run) {
      root.hidden = run === undefined;
      if (run === shown || run === undefined) return;
      shown = run;
      title.textContent = `Segments of run ${run.number}`;
      none.hidden = run.segments.length > 0;
      list.replaceChildren(...run.segments.map((segment, i) => line(segment, i + 1, hear)));
    },
  };
}

function line(segment: DealtSegment, idx: number, hear: (segment: DealtSegment) => void): HTMLElement {
  const { startS, endS, ref, words, confidence } = segment;
  const play = element('button', { class: 'row-play', type: 'button' }, icon('play'));
  play.setAttribute('aria-label', `Listen to segment ${idx}`);
  play.addEventListener('click', () => hear(segment));
  const what =
    words.length > 0
      ? element('bdi', { class: 'segment-words', lang: 'ar', dir: 'rtl' }, words.join(' '))
      : element('span', { class: 'segment-none', 'data-state': 'failed' }, icon('failed'), 'Nothing matched');
  const long = isLong(segment)
    ? [element('span', { class: 'segment-long', 'data-state': 'waiting' }, icon('waiting'), 'Undersegmented')]
    : [];
  return element(
    'li',
    { class: 'segment' },
    play,
    element('span', { class: 'segment-idx' }, String(idx)),
    element(
      'div',
      { class: 'segment-main' },
      what,
      element(
        'span',
        { class: 'quiet segment-facts' },
        element('bdi', {}, `${startS.toFixed(2)}–${endS.toFixed(2)} s`),
        ...(ref ? [element('bdi', {}, ref)] : []),
        ...long,
      ),
    ),
    confidenceOf(confidence),
  );
}

function confidenceOf(confidence: number): HTMLElement {
  const bar = element('span', { class: 'confidence-bar', 'aria-hidden': 'true' }, element('span'));
  (bar.firstElementChild as HTMLElement).style.inlineSize = `${Math.round(confidence * 100)}%`;
  return element(
    'span',
    { class: 'confidence', title: `Confidence ${confidence}` },
    element('span', { class: 'sr' }, 'Confidence '),
    confidence.toFixed(2),
    bar,
  );
}

function isLong({ ref, wordCount, startS, endS }: DealtSegment): boolean {
  const span = ref ? ayahSpan(parseQuranRef(ref)) : 0;
  return isUndersegmented({ wordCount, ayahSpan: span, durationS: endS - startS });
}
