import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A door of the SDK: what its users import. */
export interface SdkDoor {
  /** As in its exports: `.`, `./presets`. */
  readonly subpath: string;
  /** The published files: `index`, `presets`. */
  readonly name: string;
  /** Its source, from the root of the repository. */
  readonly source: string;
}

const SDK = 'packages/sdk';

/** The doors, in the order of the workspace's manifest, which alone names them. */
export function sdkDoors(): readonly SdkDoor[] {
  const manifest = readFileSync(join(import.meta.dirname, '../..', SDK, 'package.json'), 'utf8');
  const { exports } = JSON.parse(manifest) as { exports: Readonly<Record<string, string>> };
  return Object.entries(exports).map(([subpath, file]) => ({
    subpath,
    name: subpath === '.' ? 'index' : subpath.slice('./'.length),
    source: `${SDK}/${file.slice('./'.length)}`,
  }));
}
