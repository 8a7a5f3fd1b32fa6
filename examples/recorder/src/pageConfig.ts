import { isRecord } from './parseJson.ts';
import type { HubPlace } from './rows/rowLink.ts';

/** Where the relay is: `?relay=` names another one than the page's own server. */
export function relayOf(address: URL): string {
  return address.searchParams.get('relay') ?? address.origin;
}

/** Where the dataset is, from the `config.json` of the page's server; without one there are no links. */
export async function fetchPlace(fetchConfig: () => Promise<Response>): Promise<HubPlace | undefined> {
  try {
    const response = await fetchConfig();
    return response.ok ? parsePlace(await response.json()) : undefined;
  } catch {
    return undefined;
  }
}

/** The place that a config names, where it names one. */
export function parsePlace(config: unknown): HubPlace | undefined {
  if (!isRecord(config)) return undefined;
  const { hub, repo } = config;
  const isPlace = typeof hub === 'string' && URL.canParse(hub) && typeof repo === 'string';
  return isPlace && /^https?:$/.test(new URL(hub).protocol) && repo !== '' ? { hub, repo } : undefined;
}
