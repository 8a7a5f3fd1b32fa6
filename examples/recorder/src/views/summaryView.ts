import type { RowPlace } from '../rows/listItems.ts';
import type { Connection } from '../status/connection.ts';
import type { Summary } from '../status/watchDelivery.ts';
import { count, formatSize } from '../words.ts';
import { element, setAttribute, setText } from './element.ts';
import { type IconName, icon } from './icon.ts';

export interface ShownSummary {
  readonly summary: Summary;
  readonly connection: Connection;
  /** The place to which the list is narrowed. */
  readonly only: RowPlace | undefined;
  /** Milliseconds until sending is tried again. */
  readonly nextAttemptMs: number | undefined;
}

export interface SummaryView {
  readonly element: HTMLElement;
  show(shown: ShownSummary): void;
}

/** Where the recordings are, and the room they take, at a glance; each figure narrows the list to its rows. */
export function createSummaryView(choose: (place: RowPlace) => void): SummaryView {
  const device = figure('Device', () => choose('device'));
  const relay = figure('Relay', () => choose('relay'));
  const dataset = figure('Dataset', () => choose('dataset'));
  const failed = figure('Failed', () => choose('failed'));
  const storage = element('bdi');
  const attempt = element('bdi', { class: 'attempt' });
  const group = element(
    'div',
    { class: 'figures', role: 'group', 'aria-label': 'Show only the recordings of one place' },
    ...[device, relay, dataset, failed].map((made) => made.element),
  );
  return {
    element: element(
      'div',
      { class: 'summary' },
      group,
      element('p', { class: 'storage quiet' }, storage, attempt),
    ),
    show({ summary, connection, only, nextAttemptMs }) {
      const { onDevice, atRelay, inDataset } = summary;
      const isWaiting = connection !== 'sending' && onDevice > 0;
      const onDeviceWords = isWaiting ? 'saved on this device, waiting to be sent' : 'saved on this device';
      device.show(isWaiting ? 'waiting' : 'stored', onDevice, onDeviceWords, only === 'device');
      relay.show('accepted', atRelay, 'safe at the relay', only === 'relay');
      dataset.show('committed', inDataset, 'in the dataset', only === 'dataset');
      failed.show('failed', summary.failed, 'refused for good', only === 'failed');
      setText(storage, storageText(summary));
      setAttribute(storage, 'title', exactStorage(summary));
      setText(attempt, attemptText(connection, nextAttemptMs));
    },
  };
}

function figure(word: string, choose: () => void) {
  const value = element('span', { class: 'figure-value' });
  const picture = element('span', { class: 'figure-icon' });
  const made = element(
    'button',
    { class: 'figure', type: 'button', 'aria-pressed': 'false' },
    element('span', { class: 'figure-top' }, picture, value),
    element('span', { class: 'figure-word' }, word),
  );
  made.addEventListener('click', choose);
  return {
    element: made,
    show(name: IconName, n: number, meaning: string, isChosen: boolean) {
      if (made.dataset.state !== name) picture.replaceChildren(icon(name));
      made.dataset.state = name;
      setAttribute(made, 'data-none', n === 0);
      setAttribute(made, 'title', `${count(n, 'recording')} ${meaning}`);
      setAttribute(made, 'aria-pressed', String(isChosen));
      setText(value, n.toLocaleString('en'));
    },
  };
}

function attemptText(connection: Connection, nextAttemptMs: number | undefined): string {
  if (connection !== 'retrying' || nextAttemptMs === undefined) return '';
  const seconds = Math.ceil(nextAttemptMs / 1000);
  if (seconds <= 0) return 'Trying now';
  const rest = String(seconds % 60).padStart(2, '0');
  return `Next attempt in ${Math.floor(seconds / 60)}:${rest}`;
}

function storageText({ usageBytes, freeBytes }: Summary): string {
  if (usageBytes === undefined) return '';
  const used = `${formatSize(usageBytes)} used`;
  return freeBytes === undefined ? used : `${used}, ${formatSize(freeBytes)} free`;
}

function exactStorage({ usageBytes, freeBytes }: Summary): string | undefined {
  if (usageBytes === undefined) return undefined;
  const used = `${usageBytes.toLocaleString('en')} bytes used on this device`;
  return freeBytes === undefined ? used : `${used}, ${freeBytes.toLocaleString('en')} free for this page`;
}
