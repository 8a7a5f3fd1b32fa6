import { createHash } from 'node:crypto';
import type { HubApp } from '../hubEnv.ts';
import { invalidCredentials } from '../hubError.ts';

/**
 * Says whose an OAuth token is. One of this hub says it itself: `hf_oauth_<user>`, or `hf_oauth_<user>.<org>.<org>`. To be added before
 * requests sign in: this kind of token opens nothing else here.
 */
export function addOauthRoutes(app: HubApp): void {
  app.get('/oauth/userinfo', (c) => {
    const token = /^bearer hf_oauth_([\w-]+(?:\.[\w-]+)*)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined) throw invalidCredentials();
    const [user = '', ...orgs] = token.split('.');
    return c.json({
      ...describe(user),
      isPro: false,
      orgs: orgs.map((org) => ({ ...describe(org), isEnterprise: false })),
    });
  });
}

const describe = (name: string) => ({
  sub: createHash('sha1').update(name).digest('hex').slice(0, 24),
  name,
  preferred_username: name,
  picture: `/avatars/${name}.svg`,
});
