import * as v from 'valibot';
import { RelayError } from '../../relayError.ts';
import { askVerifier, unchecked } from '../askVerifier.ts';

const userSchema = v.object({
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  preferred_username: v.optional(v.string()),
  /** Those that the person has let the app see. */
  orgs: v.optional(v.array(v.object({ preferred_username: v.optional(v.string(), '') })), []),
});

export type HfUser = v.InferOutput<typeof userSchema>;

const SERVICE = 'the Hub';

/**
 * Asks the Hub whose an OAuth token is (https://huggingface.co/docs/hub/oauth).
 *
 * @throws {RelayError} `credential_refused` when it is nobody's, `credential_unchecked` when the Hub does not say
 */
export async function askUserinfo(hubUrl: string, token: string): Promise<HfUser> {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  const { status, body } = await askVerifier(SERVICE, `${hubUrl}/oauth/userinfo`, { headers });
  if (status === 401 || status === 403)
    throw new RelayError('credential_refused', 'the Hub does not know the token, or it has expired');
  const parsed = v.safeParse(userSchema, body);
  if (status !== 200 || !parsed.success) throw unchecked(SERVICE);
  return parsed.output;
}
