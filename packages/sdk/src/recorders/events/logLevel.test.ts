import { expect, it } from 'vitest';
import { eventTypeOf, sinksOf } from './logLevel.ts';

it.each([
  ['debug', undefined, true, false],
  ['info', undefined, true, false],
  ['warn', undefined, true, true],
  ['error', undefined, true, true],
  ['debug', { console: 'off' }, false, false],
  ['info', { dataset: 'info' }, true, true],
  ['warn', { dataset: 'off' }, true, false],
  ['warn', { console: 'error', dataset: 'error' }, false, false],
  ['error', { console: 'off', dataset: 'off' }, false, false],
] as const)('[EV8] {002.09} %s with %o: console %s, dataset %s', (level, routes, toConsole, toDataset) => {
  expect(sinksOf(level, routes)).toEqual({ toConsole, toDataset });
});

it('[EV8] a warning is the catalogue’s warning', () => {
  expect((['debug', 'info', 'warn', 'error'] as const).map(eventTypeOf)).toEqual([
    'debug',
    'info',
    'warning',
    'error',
  ]);
});
