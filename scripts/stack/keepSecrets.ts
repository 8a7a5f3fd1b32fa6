import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface StackSecrets {
  readonly hubToken: string;
  readonly relaySecret: string;
}

/** The secrets of a data folder, made at its first use: with others, tickets and the identities of people would change. */
export async function keepSecrets(dataDir: string): Promise<StackSecrets> {
  const path = join(dataDir, 'secrets.json');
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return parseSecrets(kept, path);
  const secrets = { hubToken: `hf_${random()}`, relaySecret: random() };
  await writeFile(path, JSON.stringify(secrets), { flag: 'wx', mode: 0o600 });
  return secrets;
}

const random = () => randomBytes(32).toString('hex');

function parseSecrets(text: string, path: string): StackSecrets {
  try {
    const { hubToken, relaySecret }: Partial<Record<string, unknown>> = JSON.parse(text);
    if (typeof hubToken === 'string' && typeof relaySecret === 'string') return { hubToken, relaySecret };
  } catch {
    // Told below, with the file that it is about.
  }
  throw new Error(`${path} does not hold the secrets of this folder any more; remove it to get new ones`);
}
