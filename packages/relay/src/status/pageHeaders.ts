import { statusStyle } from './statusStyle.ts';

let kept: Promise<Readonly<Record<string, string>>> | undefined;

/** What goes with every page: it shows what only the operator may see, and does nothing but show it. */
export function pageHeaders(): Promise<Readonly<Record<string, string>>> {
  kept ??= makeHeaders();
  return kept;
}

async function makeHeaders(): Promise<Readonly<Record<string, string>>> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(statusStyle));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}
