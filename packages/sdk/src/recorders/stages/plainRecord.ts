import { plainJson } from '../plainJson.ts';

/** Values by name, as a JSON column takes them; what is no record is one with a `value`. Never throws. */
export function plainRecord(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const data = plainJson(values);
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? (data as Record<string, unknown>)
    : { value: data };
}
