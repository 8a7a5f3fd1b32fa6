import { at, isText, listOf, parseJson } from './json.ts';

/** Of the form that several SDKs share: an event, a list of events, or an object whose `batch` is one; each with `properties`. */
export function trackedLabels(body: string): readonly string[] {
  const parsed = parseJson(body);
  return listOf(at(parsed, 'batch') ?? parsed)
    .map((event) => at(at(event, 'properties'), 'label'))
    .filter(isText);
}
