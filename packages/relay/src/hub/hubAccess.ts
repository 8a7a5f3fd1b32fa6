/** What each call to the Hub needs. */
export interface HubAccess {
  /** Without a slash at the end. */
  readonly hubUrl: string;
  /** `owner/name` */
  readonly repo: string;
  readonly accessToken: string;
  readonly fetch: typeof fetch;
}

/**
 * Sends JSON, or lines of it, to a route of the Hub.
 *
 * @throws for any answer that is no success; the fetch remembers it.
 */
export async function postToHub(
  { hubUrl, accessToken, fetch }: HubAccess,
  path: string,
  { body, type = 'application/json' }: { readonly body: string; readonly type?: string },
): Promise<unknown> {
  const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': type, Accept: accepted(type) };
  const response = await fetch(`${hubUrl}${path}`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`the Hub answered ${response.status}`);
  return response.json();
}

/** Lines are answered with JSON. */
const accepted = (type: string): string => (type.includes('ndjson') ? 'application/json' : type);
