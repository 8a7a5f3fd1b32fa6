import { expect, it } from 'vitest';
import { presentDelivery, presentTroubles } from './presentRadio.ts';

const NONE = { onDevice: 0, atRelay: 0, inDataset: 0, failed: 0 };

it.each([
  [NONE, 'sending', 'calm', 'What plays is saved on this device until it is safe in the dataset.'],
  [{ ...NONE, onDevice: 1, inDataset: 4 }, 'sending', 'stored', '1 row saved on this device, being sent.'],
  [
    { ...NONE, atRelay: 1200 },
    'sending',
    'accepted',
    '1,200 rows safe at the relay, in the dataset with its next commit.',
  ],
  [{ ...NONE, inDataset: 4 }, 'sending', 'committed', 'Everything that was logged is in the dataset.'],
  [
    { ...NONE, onDevice: 2 },
    'offline',
    'waiting',
    'Offline. 2 rows saved on this device. Will be sent when you are online.',
  ],
  [
    { ...NONE, onDevice: 2 },
    'retrying',
    'waiting',
    'The relay is out of reach. 2 rows saved on this device, tried again soon.',
  ],
  [{ ...NONE, failed: 1 }, 'offline', 'failed', '1 row refused for good, and kept on this device.'],
] as const)('%o while %s is told as %s', (counts, connection, tone, text) => {
  expect(presentDelivery(counts, connection)).toEqual({ tone, text });
});

it.each([
  [{ storesNothing: false, isFull: false, error: undefined }, []],
  [{ storesNothing: true, isFull: false, error: undefined }, [expect.stringContaining('Keep it open')]],
  [{ storesNothing: false, isFull: true, error: 'no' }, [expect.stringContaining('Storage is full'), 'no']],
])('%o is told besides', (troubles, texts) => {
  expect(presentTroubles(troubles)).toEqual(texts);
});
