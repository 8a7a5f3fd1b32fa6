import type { ExpectedVariables, ReadVariable } from '../readVariable.ts';
import { parseServiceUrl } from '../serviceUrl.ts';
import { words } from '../words.ts';
import { parseSiteKeys, type SiteKey } from './site/siteKeys.ts';

/** Who gets tickets, with what it takes to find out. */
export type TicketRules =
  | { readonly mode: 'open' }
  | { readonly mode: 'turnstile'; readonly secret: string; readonly verifyUrl: string }
  | { readonly mode: 'site'; readonly keys: readonly SiteKey[] }
  | { readonly mode: 'hf'; readonly orgs: ReadonlySet<string>; readonly apps: ReadonlySet<string> };

const SITEVERIFY_URL = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';

export const TICKET_VARIABLES: ExpectedVariables = {
  TICKET_MODE: 'put open, turnstile, site or hf in wrangler.toml (docs/TICKETS.md says which)',
  TURNSTILE_SECRET: 'run: npx wrangler secret put TURNSTILE_SECRET (the secret key of the widget)',
  TURNSTILE_VERIFY_URL: `put ${SITEVERIFY_URL} in wrangler.toml, or leave it out`,
  SITE_KEYS:
    'run: npx wrangler secret put SITE_KEYS (name=HS256:secret or name=EdDSA:public key, apart by blanks)',
  HF_ORGS: 'put the names of organisations in wrangler.toml, apart by blanks, or leave it out',
  HF_OAUTH_APPS: 'put the client ids of your OAuth apps in wrangler.toml, apart by blanks, or leave it out',
};

/** Undefined where something is wrong; the variables of other modes are not looked at. */
export function readTicketRules(read: ReadVariable): TicketRules | undefined {
  const mode = read('TICKET_MODE', parseMode, 'open');
  switch (mode) {
    case 'open':
      return { mode };
    case 'turnstile': {
      const secret = read('TURNSTILE_SECRET', parseTurnstileSecret);
      const verifyUrl = read('TURNSTILE_VERIFY_URL', parseServiceUrl, SITEVERIFY_URL);
      return secret === undefined || verifyUrl === undefined ? undefined : { mode, secret, verifyUrl };
    }
    case 'site': {
      const keys = read('SITE_KEYS', parseSiteKeys);
      return keys && { mode, keys };
    }
    case 'hf': {
      const orgs = read('HF_ORGS', parseOrgs, '');
      const apps = read('HF_OAUTH_APPS', (text) => new Set(words(text)), '');
      return orgs && apps && { mode, orgs, apps };
    }
    case undefined:
      return undefined;
  }
}

const MODES: readonly TicketRules['mode'][] = ['open', 'turnstile', 'site', 'hf'];

function parseMode(text: string): TicketRules['mode'] {
  const mode = MODES.find((name) => name === text);
  if (mode === undefined) throw new TypeError('is none of these');
  return mode;
}

function parseTurnstileSecret(text: string): string {
  if (!/^[\w-]{20,}$/.test(text)) throw new TypeError('does not look like a secret key of Turnstile');
  return text;
}

/** To the Hub upper and lower case are the same. */
function parseOrgs(text: string): ReadonlySet<string> {
  const orgs = words(text.toLowerCase());
  if (!orgs.every((org) => /^[\w.-]{1,96}$/.test(org))) throw new TypeError('holds what is no name');
  return new Set(orgs);
}
