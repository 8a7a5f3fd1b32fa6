import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { isLoopback } from './isLoopback.ts';

/** A year. What other hosts of the domain do is not the relay's to decide. */
const HSTS = 'max-age=31536000';

/**
 * What every answer says to a browser: it is what its type says, loads nothing and stands in no frame. A route that answers with a page
 * says by itself what that may load.
 */
export function securityHeaders(): MiddlewareHandler {
  const [plain, lasting] = [headersWith(false), headersWith(HSTS)];
  return (c, next) => (isLasting(c.req.url) ? lasting : plain)(c, next);
}

const headersWith = (strictTransportSecurity: string | false): MiddlewareHandler =>
  secureHeaders({
    strictTransportSecurity,
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    overwrite: false,
    // Those that say something of pages, and of them nothing that the policy does not.
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });

/** Whether a browser may hold the host to https. */
function isLasting(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'https:' && !isLoopback(url);
}
