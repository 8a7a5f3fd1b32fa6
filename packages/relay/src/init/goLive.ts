/** What brings a relay to Cloudflare once `init` has written its files, in this order. */
export const goLiveCommands = (name: string): readonly string[] => [
  'npm run check:worker',
  'npx wrangler login',
  'npx wrangler deploy',
  'npx wrangler secret bulk .dev.vars',
  `curl https://${name}.<your subdomain>.workers.dev/v1/health`,
];
