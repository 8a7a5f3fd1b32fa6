interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By place: empty for the root, `packages/sdk`, `node_modules/x/node_modules/y`. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * What would make an install fail, or differ, on another machine:
 *
 * - a dependency, above all an optional one of another platform, that has no entry: npm leaves those out when it writes the lockfile on
 *   top of an existing node_modules (https://github.com/npm/cli/issues/4828);
 * - an entry that names an address: without one, each machine asks the registry that it is set to (`omit-lockfile-registry-resolved`);
 * - an entry without an integrity.
 */
export function findLockProblems(lock: Lockfile): string[] {
  const problems = Object.entries(lock.packages).flatMap(([place, entry]) => [
    ...missing(lock, place, entry),
    ...untrusted(place, entry),
  ]);
  return lock.lockfileVersion >= 3 ? problems : ['lockfileVersion: expected 3 or later', ...problems];
}

function missing(lock: Lockfile, place: string, entry: LockedPackage): string[] {
  const wanted = { ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies };
  return Object.keys(wanted)
    .filter((name) => !placesOf(place, name).some((candidate) => Object.hasOwn(lock.packages, candidate)))
    .map(
      (name) =>
        `${place || 'the root'}: ${name} has no entry; remove node_modules and the lockfile, and install`,
    );
}

/** Where Node would look for a package, from the innermost node_modules outwards. */
function placesOf(from: string, name: string): string[] {
  const places: string[] = [];
  for (
    let at = from;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    places.push(`${at === '' ? '' : `${at}/`}node_modules/${name}`);
    if (at === '') return places;
  }
}

function untrusted(place: string, entry: LockedPackage): string[] {
  if (!place.includes('node_modules/') || entry.link) return [];
  const problems: string[] = [];
  if (entry.resolved !== undefined) problems.push(`${place}: names an address, ${entry.resolved}`);
  if (entry.integrity === undefined) problems.push(`${place}: has no integrity`);
  return problems;
}
