import { isLoopback } from './isLoopback.ts';

/** The address of a service, without a slash at its end. Plain http is for one on this machine alone. */
export function parseServiceUrl(text: string): string {
  if (!URL.canParse(text)) throw new TypeError('is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !isLoopback(url)) throw new TypeError('is not https');
  return url.href.replace(/\/+$/, '');
}
