import { createMiddleware } from 'hono/factory';
import { holdBody } from './holdBody.ts';
import type { HubEnv } from './hubEnv.ts';
import type { WatchedMoment, WatcherSource } from './watchers.ts';

/** Tells of each request those who want to hear of it, and waits for them. */
export const tellWatchers = (watchers: WatcherSource) =>
  createMiddleware<HubEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const request = { method: c.req.method, path: pathname + search };
    const watching = watchers.of(request);
    if (watching.length === 0) return next();
    const tell = async (moment: WatchedMoment) => {
      for (const { at, seen } of watching) if (at === moment) await seen(request);
    };
    c.env.outgoing.once('finish', () => void tell('answered'));
    await holdBody(c);
    await tell('asked');
    await next();
    await tell('done');
  });
