import * as v from 'valibot';

/** A thing on the Hub, and what a fine-grained token may do with it. `repo.write` is one of the permissions. */
export interface TokenScope {
  readonly entity: { readonly type: string; readonly name: string };
  readonly permissions: readonly string[];
}

/** Who a token belongs to, and what it may. */
export interface WhoAmI {
  readonly name: string;
  readonly orgs: readonly { readonly name: string; readonly role: string | undefined }[];
  /** `read`, `write`, `fineGrained`; undefined for what is no access token, such as that of a sign-in. */
  readonly role: string | undefined;
  /** Of a fine-grained token: what it may do everywhere. */
  readonly everywhere: readonly string[];
  /** Of a fine-grained token: what it may do with what. */
  readonly scopes: readonly TokenScope[];
  /** ISO 8601, of a token that ends. */
  readonly expiresAt: string | undefined;
}

const scopeSchema = v.object({
  entity: v.object({ type: v.optional(v.string(), ''), name: v.string() }),
  permissions: v.array(v.string()),
});

const accessTokenSchema = v.object({
  role: v.string(),
  fineGrained: v.optional(
    v.object({
      global: v.optional(v.array(v.string()), []),
      scoped: v.optional(v.array(scopeSchema), []),
    }),
  ),
});

const answerSchema = v.object({
  name: v.string(),
  orgs: v.optional(v.array(v.object({ name: v.string(), roleInOrg: v.optional(v.string()) })), []),
  auth: v.object({ accessToken: v.optional(accessTokenSchema), expiresAt: v.optional(v.string()) }),
});

/** What `GET /api/whoami-v2` answered. @throws {Error} when it is something else. */
export function parseWhoAmI(answer: unknown): WhoAmI {
  const parsed = v.safeParse(answerSchema, answer);
  if (!parsed.success) throw new Error('the Hub says of the token what is not known here');
  const { name, orgs, auth } = parsed.output;
  return {
    name,
    orgs: orgs.map((org) => ({ name: org.name, role: org.roleInOrg })),
    role: auth.accessToken?.role,
    everywhere: auth.accessToken?.fineGrained?.global ?? [],
    scopes: auth.accessToken?.fineGrained?.scoped ?? [],
    expiresAt: auth.expiresAt,
  };
}
