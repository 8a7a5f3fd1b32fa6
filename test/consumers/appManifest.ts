/** What matters of an app's package.json. */
export interface AppManifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
}

export const SDK = '@parqueue/sdk';

/** What an app is built with, beside the SDK. */
export const toolsOf = ({ dependencies, devDependencies }: AppManifest): Tool[] =>
  Object.entries({ ...devDependencies, ...dependencies })
    .filter(([name]) => name !== SDK)
    .map(([name, version]) => aliased(version) ?? { name, version });

/** `npm:typescript@6.0.3`: a package under another name. */
function aliased(specifier: string): Tool | undefined {
  const match = /^npm:(.+)@(.+)$/.exec(specifier);
  return match ? { name: String(match[1]), version: String(match[2]) } : undefined;
}
