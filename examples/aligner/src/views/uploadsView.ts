import type { PresentedState } from '@parqueue/example-recorder/rows/presentState';
import { presentState } from '@parqueue/example-recorder/rows/presentState';
import { type HubPlace, rowLink } from '@parqueue/example-recorder/rows/rowLink';
import type { Connection } from '@parqueue/example-recorder/status/connection';
import { copyButton } from '@parqueue/example-recorder/views/copyButton';
import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { count, formatAgo, formatDuration, formatExact, shortId } from '@parqueue/example-recorder/words';
import type { CommitPlace } from '@parqueue/schema/wire';
import type { Upload } from '../uploads/upload.ts';

export interface UploadsViewOptions {
  readonly now: () => number;
  readonly copy: (text: string) => Promise<void>;
  readonly place: HubPlace | undefined;
}

export interface UploadsView {
  readonly element: HTMLElement;
  show(uploads: readonly Upload[], currentId: string | undefined, connection: Connection): void;
}

const SHORT_COMMIT = 7;

/** The uploads of this page: where each is, its runs, and the revisions of its row in the dataset. */
export function createUploadsView(options: UploadsViewOptions): UploadsView {
  const list = element('ul', { class: 'uploads' });
  const none = element(
    'p',
    { class: 'quiet' },
    'No uploads yet. Each sound becomes a row, with all runs over it.',
  );
  const root = element('section', { 'aria-label': 'Uploads' }, element('h2', {}, 'Uploads'), list, none);
  const lines = new Map<string, { readonly key: string; readonly line: HTMLElement }>();

  return {
    element: root,
    show(uploads, currentId, connection) {
      none.hidden = uploads.length > 0;
      // A line that says the same stays, with the focus and the opened revisions in it.
      const next = uploads.map((upload) => {
        const isCurrent = upload.rowId === currentId;
        const ago = formatAgo(upload.startedAt, options.now());
        const key = JSON.stringify([upload, isCurrent, connection, ago]);
        const known = lines.get(upload.rowId);
        if (known?.key === key) return known.line;
        const wasOpen = known?.line.querySelector('details')?.open ?? false;
        const line = lineOf(upload, isCurrent, connection, wasOpen, options);
        lines.set(upload.rowId, { key, line });
        return line;
      });
      if (next.length !== list.children.length || next.some((line, i) => list.children[i] !== line))
        list.replaceChildren(...next);
    },
  };
}

function lineOf(
  upload: Upload,
  isCurrent: boolean,
  connection: Connection,
  isOpen: boolean,
  { now, copy, place }: UploadsViewOptions,
): HTMLElement {
  const { name, durationS, startedAt, runs, revisions, hasWords, rowId } = upload;
  const time = { datetime: new Date(startedAt).toISOString(), title: formatExact(startedAt) };
  const facts = [count(runs.length, 'run'), ...(hasWords ? ['words timed'] : [])].join(' · ');
  const line = element(
    'li',
    { class: 'upload', 'data-current': isCurrent },
    element('bdi', { class: 'upload-name', title: name }, name),
    stateLine(presentState(upload.state, connection)),
    element(
      'span',
      { class: 'quiet upload-facts' },
      element('bdi', {}, `${formatDuration(durationS)} · ${facts}`),
      ' · ',
      element('time', time, formatAgo(startedAt, now())),
    ),
  );
  const history = element(
    'details',
    { class: 'revisions', open: isOpen },
    element('summary', {}, element('bdi', {}, `${count(revisions.length, 'revision')} in the dataset`)),
    element('ol', {}, ...revisions.map((revision, i) => revisionLine(revision, i, place))),
    element(
      'div',
      { class: 'upload-id quiet' },
      element('bdi', { title: rowId }, shortId(rowId)),
      copyButton({ text: rowId, label: 'Copy the id of the row', copy }),
    ),
  );
  if (revisions.length > 0) line.append(history);
  return line;
}

const stateLine = ({ name, word, meaning }: PresentedState): HTMLElement =>
  element(
    'span',
    { class: 'upload-state', 'data-state': name, title: meaning },
    icon(name),
    element('span', {}, word),
    element('span', { class: 'sr' }, meaning),
  );

function revisionLine(revision: CommitPlace, number: number, place: HubPlace | undefined): HTMLElement {
  const commit = element('span', { class: 'revision-commit' }, revision.commit.slice(0, SHORT_COMMIT));
  const words = [element('span', {}, `Revision ${number}`), commit];
  const title = `Commit ${revision.commit}, ${revision.path}`;
  if (!place) return element('li', {}, element('span', { class: 'revision', title }, ...words));
  const href = rowLink(place, revision);
  return element(
    'li',
    {},
    element(
      'a',
      { class: 'revision', href, target: '_blank', rel: 'noopener', title },
      ...words,
      icon('open'),
    ),
  );
}
