import { RelayError } from '../../relayError.ts';
import type { TicketMode } from '../ticketMode.ts';
import type { SiteKey } from './siteKeys.ts';
import { createSiteVerifier } from './verifySiteToken.ts';

/** Whoever the site's own backend has signed a token for gets a ticket, pages and programs alike. */
export function createSiteTicketMode(keys: readonly SiteKey[], clock: () => number): TicketMode {
  const verify = createSiteVerifier(keys);
  return async ({ dataset, credential }) => {
    if (credential === undefined)
      throw new RelayError('credential_refused', 'the relay asks for a token that the site has signed');
    const { sub, tables, quota } = await verify(credential, dataset, clock());
    return {
      person: { kind: 'named', by: 'site', id: sub, name: sub },
      ...(tables && { tables }),
      ...(quota && { quota }),
    };
  };
}
