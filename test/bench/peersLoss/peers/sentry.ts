import type { Peer } from '../peer.ts';
import { at, isText, parseJson } from './json.ts';

export const sentry: Peer = {
  name: 'sentry',
  title: 'Sentry, offline transport',
  npm: { package: '@sentry/browser', version: '11.12.0' },
  intake: { kind: 'collector', labelsIn },
};

/**
 * An envelope is lines of JSON: its own header, then for each item a header with its type and a line of payload. Only items of the type
 * `event` count: the payload of a later one can tell of an earlier one in its breadcrumbs.
 */
function labelsIn(body: string): readonly string[] {
  const lines = body.split('\n').map(parseJson);
  return lines
    .filter((_, i) => at(lines[i - 1], 'type') === 'event')
    .map((payload) => at(payload, 'message'))
    .filter(isText);
}
