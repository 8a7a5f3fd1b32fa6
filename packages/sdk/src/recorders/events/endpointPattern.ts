/** A part of a path that names one thing among many: a number, a UUID, a hash, or a long token with digits in it. */
const ID = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|(?=[^/]*\d)[\w~-]{16,})$/i;

/**
 * The pattern of an address, such as `/v1/documents/:id`: its path with `:id` for what looks like one. Query, fragment, user and password are
 * left out; of an address elsewhere, its origin stands before it.
 *
 * @param ownOrigin the page's; undefined where there is none.
 */
export function endpointPattern(url: URL, ownOrigin: string | undefined): string {
  const path = url.pathname
    .split('/')
    .map((part) => (ID.test(part) ? ':id' : part))
    .join('/');
  // `null` is the origin of what has no host: data:, blob:, about:.
  if (url.origin === 'null') return url.protocol;
  return url.origin === ownOrigin ? path : `${url.origin}${path}`;
}
