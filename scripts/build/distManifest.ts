import { sdkDoors } from './sdkDoors.ts';

/** What the manifest of the workspace says of the package. */
export interface SdkManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
}

const door = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });

/** The manifest of the published package. It depends on nothing: all that it needs is in it. */
export function distManifest({ name, version, description, keywords, license }: SdkManifest) {
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: 'module',
    // A worker is nothing but its effects; the doors have none.
    sideEffects: ['./worker/*.js'],
    exports: {
      ...Object.fromEntries(sdkDoors().map(({ subpath, name }) => [subpath, door(name)])),
      './worker/*': './worker/*',
      './package.json': './package.json',
    },
    dependencies: {},
  };
}
