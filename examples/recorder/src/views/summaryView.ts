import type { Summary } from '../status/watchDelivery.ts';
import { formatSize } from '../words.ts';
import { element, setText } from './element.ts';
import { type IconName, icon } from './icon.ts';

export interface SummaryView {
  readonly element: HTMLElement;
  show(summary: Summary): void;
}

/** Where the recordings are, and the room they take, at a glance. */
export function createSummaryView(): SummaryView {
  const device = figure('stored', 'On this device');
  const relay = figure('accepted', 'At the relay');
  const dataset = figure('committed', 'In the dataset');
  const failed = figure('failed', 'Failed');
  const storage = element('bdi');
  const list = element(
    'dl',
    { class: 'summary' },
    device.element,
    relay.element,
    dataset.element,
    failed.element,
  );
  failed.element.hidden = true;
  return {
    element: element('div', {}, list, element('p', { class: 'storage quiet' }, storage)),
    show(summary) {
      device.show(summary.onDevice);
      relay.show(summary.atRelay);
      dataset.show(summary.inDataset);
      failed.show(summary.failed);
      failed.element.hidden = summary.failed === 0;
      setText(storage, storageText(summary));
    },
  };
}

function figure(name: IconName, label: string) {
  const value = element('dd', {}, '0');
  const made = element('div', { 'data-state': name }, element('dt', {}, icon(name), label), value);
  return { element: made, show: (n: number) => setText(value, n.toLocaleString('en')) };
}

function storageText({ usageBytes, quotaBytes }: Summary): string {
  if (usageBytes === undefined) return ' ';
  const used = `${formatSize(usageBytes)} used on this device`;
  return quotaBytes === undefined ? used : `${used}, ${formatSize(quotaBytes)} allowed`;
}
