import type { RepoId } from './repoPath.ts';

/** What the hub's token may. */
export type TokenAccess =
  | { readonly role: 'read' | 'write' }
  /** No more than what is listed. Writing takes `repo.write`, of the repo or of its owner; making a repo, of its owner. */
  | {
      readonly role: 'fineGrained';
      readonly scoped: readonly TokenScope[];
      /** Permissions everywhere, such as `discussion.write`; told, and of no effect here. */
      readonly global?: readonly string[];
    };

export type TokenScope = {
  readonly entity: { readonly type: 'dataset' | 'user' | 'org'; readonly name: string };
  readonly permissions: readonly string[];
};

export function mayWrite(access: TokenAccess, repo: RepoId): boolean {
  if (access.role !== 'fineGrained') return access.role === 'write';
  return mayCreate(access, repo) || hasWrite(access.scoped, repo, (type) => type === 'dataset');
}

export function mayCreate(access: TokenAccess, repo: RepoId): boolean {
  if (access.role !== 'fineGrained') return access.role === 'write';
  return hasWrite(access.scoped, repo.split('/')[0] ?? '', (type) => type !== 'dataset');
}

const hasWrite = (
  scopes: readonly TokenScope[],
  wanted: string,
  isOfType: (type: TokenScope['entity']['type']) => boolean,
): boolean =>
  scopes.some(
    ({ entity, permissions }) =>
      isOfType(entity.type) && entity.name === wanted && permissions.includes('repo.write'),
  );

/** `auth.accessToken` of `whoami-v2`. */
export function describeToken(access: TokenAccess) {
  const common = { displayName: 'local hub', role: access.role, createdAt: '2020-01-01T00:00:00.000Z' };
  if (access.role !== 'fineGrained') return common;
  const scoped = access.scoped.map(({ entity, permissions }) => ({
    entity: { _id: '000000000000000000000002', ...entity },
    permissions,
  }));
  return { ...common, fineGrained: { canReadGatedRepos: false, global: access.global ?? [], scoped } };
}
