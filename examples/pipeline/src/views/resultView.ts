import { type HubPlace, rowLink } from '@parqueue/example-recorder/rows/rowLink';
import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import type { CommitPlace } from '@parqueue/sdk';
import type { Result } from '../pipeline/wordsOfResult.ts';

export interface ResultView {
  readonly element: HTMLElement;
  show(result: Result): void;
  /** Some rows are in the dataset; where they are those of the result, it leads to them. */
  showCommit(rowIds: readonly string[], at: CommitPlace): void;
}

const LOOKS = {
  running: { state: 'waiting', picture: 'waiting' },
  success: { state: 'committed', picture: 'committed' },
  failed: { state: 'failed', picture: 'failed' },
} as const;

/** The answer, once there is one. */
export function createResultView(place: HubPlace | undefined): ResultView {
  const root = element('p', { class: 'result', hidden: true });
  const places = new Map<string, CommitPlace>();
  let current: Result | undefined;

  function link(): readonly Node[] {
    const at = current?.rowIds?.map((rowId) => places.get(rowId)).find((found) => found !== undefined);
    if (at === undefined || place === undefined) return [];
    const href = rowLink(place, at);
    return [
      element('a', { href, target: '_blank', rel: 'noopener' }, 'Its row in the dataset', icon('open')),
    ];
  }

  function draw(): void {
    if (current === undefined) return;
    const { state, picture } = LOOKS[current.state];
    root.hidden = false;
    root.dataset['state'] = state;
    root.replaceChildren(
      icon(picture),
      element('span', {}, element('bdi', {}, current.words), ' ', ...link()),
    );
  }

  return {
    element: root,
    show(result) {
      current = result;
      draw();
    },
    showCommit(rowIds, at) {
      for (const rowId of rowIds) places.set(rowId, at);
      if (current?.rowIds?.some((rowId) => rowIds.includes(rowId))) draw();
    },
  };
}
