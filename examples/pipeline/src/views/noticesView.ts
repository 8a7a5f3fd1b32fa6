import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { count } from '@parqueue/example-recorder/words';
import type { DeliveryCounts } from '../pipeline/watchDelivery.ts';

export interface NoticesView {
  readonly element: HTMLElement;
  showDelivery(counts: DeliveryCounts): void;
  /** Something went wrong: it stays until it is dismissed. */
  tell(words: string): void;
}

/** One sentence that is always there, and what is amiss besides. */
export function createNoticesView(): NoticesView {
  const words = element('span', {}, 'Nothing is logged yet.');
  const line = element('p', { class: 'notice' }, icon('calm'), words);
  const root = element('div', { class: 'notices', role: 'status', 'aria-label': 'Delivery' }, line);
  let shown = '';

  return {
    element: root,
    showDelivery(counts) {
      const { state, text } = sentenceOf(counts);
      if (text === shown) return;
      shown = text;
      line.dataset['state'] = state;
      line.replaceChildren(icon(state), element('span', {}, text));
    },
    tell(text) {
      const dismiss = element('button', { class: 'plain', type: 'button' }, 'Dismiss');
      const told = element(
        'p',
        { class: 'notice', 'data-state': 'failed' },
        icon('failed'),
        element('span', {}, element('bdi', {}, text)),
        dismiss,
      );
      dismiss.addEventListener('click', () => told.remove());
      root.append(told);
    },
  };
}

type State = 'calm' | 'stored' | 'waiting' | 'accepted' | 'committed';

function sentenceOf({ onDevice, atRelay, inDataset, isRetrying }: DeliveryCounts): {
  state: State;
  text: string;
} {
  if (onDevice > 0 && isRetrying)
    return {
      state: 'waiting',
      text: `${count(onDevice, 'row')} on this device. They are sent when the relay answers.`,
    };
  if (onDevice > 0)
    return { state: 'stored', text: `${count(onDevice, 'row')} on this device, to be sent within a minute.` };
  if (atRelay > 0)
    return { state: 'accepted', text: `${count(atRelay, 'row')} safe at the relay, soon in the dataset.` };
  if (inDataset > 0)
    return { state: 'committed', text: `All ${count(inDataset, 'row')} of this device are in the dataset.` };
  return {
    state: 'calm',
    text: 'Nothing is logged yet. Every stage will log what it takes, gives and uses.',
  };
}
