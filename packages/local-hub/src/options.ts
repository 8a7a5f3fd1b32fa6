import { DEFAULT_QUOTAS, type QuotaSettings } from './quotas.ts';
import type { TokenAccess } from './tokenAccess.ts';

export type LocalHubOptions = {
  /** Where the repos are: `dir/<namespace>/<name>`. Made when it is not there. */
  dir: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** `127.0.0.1` by default. */
  hostname?: string;
  /** The one token that is accepted. Without it every token of the right shape (`hf_…`) is. */
  token?: string;
  /** What tokens may; `whoami-v2` says it, and what they may not is refused. A role that may write everything by default. */
  access?: TokenAccess;
  /** The Hub's quotas for a free account by default; single figures may be replaced; `off` counts nothing. */
  quotas?: Partial<QuotaSettings> | 'off';
  /** LFS objects over this size are asked for in parts. 100 MB by default. */
  multipartOverBytes?: number;
  /** 20 MB by default. */
  partSizeBytes?: number;
  /** Entries in a page of a tree listing; 1,000 by default. */
  treePageSize?: number;
  /** How long each commit holds its repo, so that a second one meets it and gets 409. 0 by default. */
  commitDurationMs?: number;
  /** Opens `POST`/`DELETE /__faults` and `GET`/`DELETE /__log` to this machine. Off by default. */
  control?: boolean;
  /** Epoch milliseconds; `Date.now` by default. */
  now?: () => number;
};

export type LocalHubSettings = Required<Omit<LocalHubOptions, 'token' | 'quotas'>> & {
  token: string | undefined;
  quotas: QuotaSettings | 'off';
};

const TOKEN = /^hf_\w+$/;

export function parseLocalHubOptions(options: LocalHubOptions): LocalHubSettings {
  const { token, quotas = {} } = options;
  if (token !== undefined && !isHubToken(token)) {
    throw new TypeError('token: expected "hf_" and letters or digits, since clients refuse any other');
  }
  const settings = {
    port: 0,
    access: { role: 'write' as const },
    hostname: '127.0.0.1',
    multipartOverBytes: 100_000_000,
    partSizeBytes: 20_000_000,
    treePageSize: 1_000,
    commitDurationMs: 0,
    control: false,
    now: Date.now,
    ...options,
    token,
    quotas: quotas === 'off' ? quotas : { ...DEFAULT_QUOTAS, ...quotas },
  };
  if (!(settings.partSizeBytes >= 1)) throw new TypeError('partSizeBytes: expected at least 1');
  if (!(settings.treePageSize >= 1)) throw new TypeError('treePageSize: expected at least 1');
  return settings;
}

export const isHubToken = (text: string) => TOKEN.test(text);
