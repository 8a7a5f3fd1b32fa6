import { join } from 'node:path';

/** What `relay:build` makes, and `relay:serve` runs; the folder may be taken anywhere. */
export interface DistFiles {
  /** The configuration of workerd; the Worker lies beside it. */
  readonly config: string;
  /** The variables that the Worker reads, as JSON: `Variables`. */
  readonly variables: string;
  readonly workerd: string;
  /** The program that runs it. */
  readonly program: string;
}

export interface Variables {
  readonly names: readonly string[];
  /** What wrangler.toml says, which stands for what the environment does not say. */
  readonly defaults: Readonly<Record<string, string>>;
}

export const distFiles = (dir: string): DistFiles => ({
  config: join(dir, 'relay.capnp'),
  variables: join(dir, 'variables.json'),
  workerd: join(dir, process.platform === 'win32' ? 'workerd.exe' : 'workerd'),
  program: join(dir, 'serve.js'),
});
