import { findRepo, findRevision } from '../access.ts';
import type { HubApp, HubParts } from '../hubEnv.ts';

/** What a person sees who follows a link: plain text, no more than needed to find a file. */
export function addPageRoutes(app: HubApp, { store }: HubParts): void {
  app.get('/datasets/:namespace/:name', (c) => {
    const repo = findRepo(c, store);
    const paths = [...repo.tree(repo.head()).keys()].sort();
    return c.text([`${repo.id} at ${repo.head().oid}`, '', ...paths].join('\n'));
  });

  app.get('/datasets/:namespace/:name/commit/:revision', (c) => {
    const repo = findRepo(c, store);
    const commit = findRevision(repo, c.req.param('revision'));
    const changes = commit.changes.map((change) =>
      change.kind === 'put' ? `+ ${change.entry.path}` : `- ${change.path}`,
    );
    return c.text([`${repo.id} ${commit.oid}`, commit.title, commit.description, '', ...changes].join('\n'));
  });

  app.get('/datasets/:namespace/:name/blob/:revision/:path{.+}', (c) => {
    const url = new URL(c.req.url);
    return c.redirect(url.pathname.replace('/blob/', '/resolve/'));
  });
}
