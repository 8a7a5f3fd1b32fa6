import type { Context } from 'hono';
import { RelayError } from '../relayError.ts';

/** What a route answers to the methods that it does not take. */
export const wrongMethod =
  (allowed: string) =>
  (c: Context): never => {
    c.header('Allow', allowed);
    throw new RelayError('method_not_allowed', `the route takes ${allowed} only`);
  };
