import { element } from '@parqueue/example-recorder/views/element';
import { type IconName, icon } from '@parqueue/example-recorder/views/icon';
import type { LogLineRow } from '@parqueue/sdk/presets';
import { STAGE_NAMES } from '../pipeline/runPipeline.ts';

export interface LinesView {
  /** Chooses which log is shown. */
  readonly choice: HTMLElement;
  readonly element: HTMLElement;
  show(lines: readonly LogLineRow[]): void;
}

const PIPELINE = 'pipeline';
/** So many of the newest lines are shown. */
const MOST_SHOWN = 200;

/** Both kinds of log over the same lines: the pipeline's, and that of each stage. */
export function createLinesView(): LinesView {
  const select = element(
    'select',
    { id: 'which-log' },
    element('option', { value: PIPELINE }, 'Pipeline log'),
    ...STAGE_NAMES.map((name) => element('option', { value: name }, `Stage log: ${name}`)),
  );
  const choice = element('div', {}, element('label', { class: 'sr', for: 'which-log' }, 'Which log'), select);
  const list = element('ol', { class: 'lines' });
  const empty = element('p', { class: 'quiet empty' }, 'Lines appear here as they are logged.');
  const root = element(
    'div',
    { class: 'lines-scroller', tabindex: 0, role: 'region', 'aria-label': 'Lines of the log' },
    empty,
    list,
  );
  let known: readonly LogLineRow[] = [];
  let shown: LogLineRow[] = [];
  select.addEventListener('change', () => {
    shown = [];
    list.replaceChildren();
    draw();
  });

  function draw(): void {
    const chosen = known.filter((line) => isIn(select.value, line)).slice(-MOST_SHOWN);
    const isNext = shown.every((line, i) => chosen[i] === line);
    if (!isNext) list.replaceChildren();
    list.append(...chosen.slice(isNext ? shown.length : 0).map(lineOf));
    if (chosen.length > shown.length) root.scrollTop = root.scrollHeight;
    shown = chosen;
    empty.hidden = chosen.length > 0;
  }

  return {
    choice,
    element: root,
    show(lines) {
      known = [...lines];
      draw();
    },
  };
}

/** The log of the pipeline is every line but details; that of a stage, every line about it. */
const isIn = (log: string, { level, stage }: LogLineRow): boolean =>
  log === PIPELINE ? level !== 'DEBUG' : stage === log;

const STATES: Readonly<Record<string, string>> = { ERROR: 'failed', WARNING: 'waiting' };

/** Pictures in place of the emoji of the pipeline's lines: they look alike on every device. */
const PICTURES: Readonly<Record<string, IconName>> = {
  '▶️': 'play',
  '📥': 'stored',
  '📤': 'open',
  '✅': 'committed',
  '❌': 'failed',
  '⏭️': 'keep',
  '📋': 'copy',
  '⚠️': 'failed',
};

function lineOf({ timestamp, level, logger, message }: LogLineRow): HTMLLIElement {
  const at = new Date(timestamp as number).toISOString();
  return element(
    'li',
    { class: 'line', 'data-level': level ?? '', 'data-state': STATES[level ?? ''] },
    element('time', { datetime: at, title: at }, at.slice(11, 23)),
    element('span', { class: 'line-logger' }, `${logger} ${level}`),
    element('div', { class: 'line-text' }, ...textOf(message ?? '')),
  );
}

function textOf(message: string): readonly (Node | string)[] {
  // A rule of eighty signs would be wider than the column.
  if (/^=+$/.test(message)) return ['='.repeat(12)];
  const marker = Object.keys(PICTURES).find((emoji) => message.startsWith(`${emoji} `));
  const text = element('bdi', {}, marker === undefined ? message : message.slice(marker.length + 1));
  const picture = PICTURES[marker ?? ''];
  return picture === undefined ? [text] : [icon(picture), text];
}
