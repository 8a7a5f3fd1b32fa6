/** A place where code runs and dies with all that it was about to do: a page, its worker, or the world around them. */
export interface Realm {
  readonly name: string;
  /** The page of a worker. */
  readonly parent: Realm | undefined;
  readonly children: Set<Realm>;
  state: 'alive' | 'frozen' | 'dead';
  /** Tasks that came due while it was frozen. */
  readonly held: Task[];
  /** Told once, when it dies; `isKilled` says that it had no warning. */
  readonly onDeath: ((isKilled: boolean) => void)[];
}

/** Something that runs in one go, with all its microtasks, before anything else does. */
export interface Task {
  readonly realm: Realm;
  readonly label: string;
  readonly dueAt: number;
  readonly order: number;
  work: (() => void) | undefined;
}

export function createRealm(name: string, parent?: Realm): Realm {
  const realm: Realm = {
    name,
    parent,
    children: new Set(),
    state: 'alive',
    held: [],
    onDeath: [],
  };
  parent?.children.add(realm);
  return realm;
}

/** Ends a realm and those in it: nothing of it runs any more. */
export function endRealm(realm: Realm, isKilled: boolean): void {
  if (realm.state === 'dead') return;
  for (const child of realm.children) endRealm(child, isKilled);
  realm.state = 'dead';
  realm.held.length = 0;
  realm.parent?.children.delete(realm);
  for (const tell of realm.onDeath) tell(isKilled);
}

export function freezeRealm(realm: Realm): void {
  if (realm.state === 'alive') realm.state = 'frozen';
  for (const child of realm.children) freezeRealm(child);
}

/** Lets a realm go on, with what came due meanwhile. */
export function thawRealm(realm: Realm, resume: (task: Task) => void): void {
  if (realm.state !== 'frozen') return;
  realm.state = 'alive';
  for (const task of realm.held.splice(0)) resume(task);
  for (const child of realm.children) thawRealm(child, resume);
}

/** The page that a realm belongs to. */
export const pageOf = (realm: Realm): Realm => realm.parent ?? realm;
