import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { LocalHubSettings } from './options.ts';
import type { Quotas } from './quotas.ts';
import type { Signer } from './signer.ts';
import type { RepoStore } from './store/repoStore.ts';
import type { TokenAccess } from './tokenAccess.ts';

/** The one user of a local hub: owner of what is created without a namespace, author of every commit. */
export const LOCAL_USER = 'local';

/** What a request carries from the first middleware to its route. */
export type HubEnv = {
  Bindings: HttpBindings;
  Variables: {
    isSignedIn: boolean;
    /** What the token of who is signed in may. */
    access: TokenAccess;
    /** The fault that met this request, and what was answered before it took the answer (0: nothing). */
    fault: { kind: string; status: number } | undefined;
  };
};

export type HubApp = Hono<HubEnv>;

/** What the routes are made of. */
export type HubParts = { store: RepoStore; quotas: Quotas; signer: Signer; settings: LocalHubSettings };
