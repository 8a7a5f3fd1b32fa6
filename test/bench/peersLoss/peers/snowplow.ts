import type { Peer } from '../peer.ts';
import { at, isText, listOf, parseJson } from './json.ts';

export const snowplow: Peer = {
  name: 'snowplow',
  title: 'Snowplow',
  npm: { package: '@snowplow/browser-tracker', version: '4.10.1' },
  intake: { kind: 'collector', labelsIn },
};

/** `se_la` is the label of a structured event in the tracker protocol. */
function labelsIn(body: string): readonly string[] {
  return listOf(at(parseJson(body), 'data'))
    .map((event) => at(event, 'se_la'))
    .filter(isText);
}
