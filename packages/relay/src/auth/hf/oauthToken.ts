import { decodeJwt, errors } from 'jose';

/**
 * The client id of the app that an OAuth token was given to. The Hub does not document what is in its tokens (as seen in 2025:
 * `hf_oauth_` and a JWT with `oauthApp`), so undefined is to be expected.
 *
 * @param token which the Hub has just said to be good: nothing is verified here
 */
export function appOf(token: string): string | undefined {
  try {
    const { oauthApp } = decodeJwt<{ oauthApp?: unknown }>(token.replace(/^hf_oauth_/, ''));
    return typeof oauthApp === 'string' ? oauthApp : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
