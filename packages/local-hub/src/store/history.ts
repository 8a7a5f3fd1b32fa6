import type { Commit, Repo, Tree, TreeEntry } from './repoStore.ts';

/** The commits of a repo that can be reached from its head, and the trees they give. */
export type History = Pick<Repo, 'head' | 'findCommit' | 'history' | 'tree'> & {
  append(commit: Commit): void;
};

/** What the head is before the first commit; `oid` is empty so that nobody can name it. */
const NOTHING: Commit = {
  oid: '',
  parent: null,
  title: '',
  description: '',
  author: '',
  committedAt: 0,
  changes: [],
};

export function createHistory(loaded: readonly Commit[]): History {
  let commits: Commit[] = [];
  let headTree = new Map<string, TreeEntry>();

  const append = (commit: Commit) => {
    // A commit without a parent begins a new history: the first one, or a squash.
    if (commit.parent === null) {
      commits = [];
      headTree = new Map();
    }
    commits.push(commit);
    applyChanges(headTree, commit);
  };
  loaded.forEach(append);

  const head = () => commits.at(-1) ?? NOTHING;

  return {
    append,
    head,
    findCommit(revision) {
      if (revision === 'main' || revision === 'refs/heads/main') return head();
      if (!/^[0-9a-f]{7,40}$/i.test(revision)) return undefined;
      return commits.findLast((commit) => commit.oid.startsWith(revision.toLowerCase()));
    },
    history: (from) => commits.slice(0, commits.indexOf(from) + 1).reverse(),
    tree(at): Tree {
      if (at === head()) return headTree;
      const tree = new Map<string, TreeEntry>();
      for (const commit of commits.slice(0, commits.indexOf(at) + 1)) applyChanges(tree, commit);
      return tree;
    },
  };
}

function applyChanges(tree: Map<string, TreeEntry>, commit: Commit): void {
  for (const change of commit.changes) {
    if (change.kind === 'put') tree.set(change.entry.path, { ...change.entry, lastCommit: commit });
    else tree.delete(change.path);
  }
}
