/** In the environment of wrangler: without these it asks the network for updates, for a sample of `request.cf`, and sends figures. */
export const QUIET_WRANGLER = {
  WRANGLER_SEND_METRICS: 'false',
  DO_NOT_TRACK: '1',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  X_LOCAL_OBSERVABILITY: 'false',
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
};
