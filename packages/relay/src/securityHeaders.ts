import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** Half a year and more, as https://hstspreload.org asks of everybody; other hosts of the domain are not the relay's to decide on. */
const HSTS = 'max-age=31536000';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether the browser may hold a host to https. */
export const isLasting = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && !LOOPBACK.has(hostname);
};

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
