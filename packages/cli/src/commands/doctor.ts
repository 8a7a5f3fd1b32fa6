import { access, constants, statfs } from 'node:fs/promises';
import type { Cache } from '../cache/createCache.ts';
import { CONFIG_KEYS } from '../config/configKeys.ts';
import type { Config, ConfigKey } from '../config/configValues.ts';
import { EXIT } from '../exitCodes.ts';
import { formatBytes, formatDuration } from '../output/formatCell.ts';
import type { CommandContext, CommandDefinition } from './commandDefinition.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'note' | 'bad';
  readonly finding: string;
}

/** Below this, a sync may fail for room. */
const LOW_DISK_BYTES = 500_000_000;
/** A clock that is off by more makes windows wrong. */
const CLOCK_SKEW_MS = 60_000;

/** Where each setting comes from, and whether dataset, cache, clock and disk are as they should be. */
export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'where each setting comes from, and what is wrong',
  examples: [
    ['parqueue doctor', 'settings and checks; exit code 4 where something is bad'],
    ['parqueue doctor --profile prod --json', 'of a profile, for a program'],
  ],
  async run(context) {
    const { out, config } = context;
    const findings = await examine(context);
    out.show({
      sections: [
        {
          name: 'settings',
          rows: settingsOf(config),
          columns: [{ key: 'setting' }, { key: 'value' }, { key: 'origin' }],
        },
        { name: 'checks', rows: findings.map((finding) => ({ ...finding })) },
      ],
    });
    return findings.some(({ state }) => state === 'bad') ? EXIT.checkFailed : EXIT.ok;
  },
};

function settingsOf(config: Config) {
  const settings = (Object.keys(CONFIG_KEYS) as ConfigKey[]).flatMap((key) => {
    const value = config[key];
    if (value === undefined) return [];
    const shown = CONFIG_KEYS[key].isSecret ? masked(String(value)) : value;
    return [{ setting: key, value: shown, origin: config.origins[key] ?? 'default' }];
  });
  const file = {
    setting: 'file',
    value: config.file ?? null,
    origin: config.file === undefined ? 'none found' : 'found',
  };
  const profile = {
    setting: 'profile',
    value: config.profile ?? null,
    origin: config.profile === undefined ? 'none' : 'in force',
  };
  return [file, profile, ...settings];
}

/** Enough to tell two apart, nothing to use. */
const masked = (secret: string): string =>
  secret.length > 16 ? `${secret.slice(0, 3)}…(${secret.length} characters)` : '…';

async function examine(context: CommandContext): Promise<Finding[]> {
  const { config, cache } = context;
  if (config.repo === undefined && config.local === undefined)
    return [
      {
        check: 'dataset',
        state: 'bad',
        finding: 'none named: give --local DIR or --repo namespace/name, or run parqueue demo',
      },
    ];
  return [
    await findDataset(context),
    ...(await findClock(context)),
    ...(await findCache(context.cache, context)),
    await findRoom(cache.dir(), config.cacheDir),
  ];
}

async function findDataset({ cache, config, signal }: CommandContext): Promise<Finding> {
  const source = cache.source();
  if (source.isRemote && config.offline)
    return { check: 'dataset', state: 'note', finding: `${source.name}: not asked, offline` };
  try {
    const listing = await source.list(undefined, signal);
    const count = listing?.files.length ?? 0;
    if (listing?.readme === undefined)
      return {
        check: 'dataset',
        state: 'note',
        finding: `${source.name}: ${count} files, no README.md that says which tables they are`,
      };
    return { check: 'dataset', state: count > 0 ? 'ok' : 'note', finding: `${source.name}: ${count} files` };
  } catch (error) {
    return {
      check: 'dataset',
      state: 'bad',
      finding: error instanceof Error ? error.message : String(error),
    };
  }
}

/** The Hub's own time tells whether this machine's is right. */
async function findClock({ cache, config, platform }: CommandContext): Promise<Finding[]> {
  if (!cache.source().isRemote || config.offline) return [];
  try {
    const response = await platform.fetch(config.hubUrl, {
      method: 'HEAD',
      signal: AbortSignal.timeout(10_000),
    });
    const at = Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(at)) return [];
    const skewMs = Math.abs(platform.now() - at);
    return [
      skewMs > CLOCK_SKEW_MS
        ? {
            check: 'clock',
            state: 'bad',
            finding: `differs from the Hub's by ${formatDuration(skewMs)}; set the machine's time`,
          }
        : { check: 'clock', state: 'ok', finding: "agrees with the Hub's" },
    ];
  } catch {
    return [{ check: 'clock', state: 'note', finding: 'the Hub was not reached to compare with' }];
  }
}

async function findCache(cache: Cache, { clock }: CommandContext): Promise<Finding[]> {
  const state = await cache.state();
  if (state === undefined)
    return [
      {
        check: 'cache',
        state: 'note',
        finding: 'nothing yet: the first command reads the dataset, as parqueue sync does',
      },
    ];
  const db = await cache.open();
  try {
    const bad = await db.rows<{ path: string; problem: string }>(
      'SELECT path, problem FROM parqueue.files WHERE problem IS NOT NULL ORDER BY path',
    );
    const drift = await db.rows<{ said: string }>('SELECT said FROM parqueue.drift ORDER BY said');
    const age = formatDuration(Math.max(0, clock.now() - state.syncedAt));
    return [
      { check: 'cache', state: 'ok', finding: `${db.tables.length} tables, synced ${age} ago` },
      ...bad.map(
        ({ path, problem }): Finding => ({
          check: 'file',
          state: 'bad',
          finding: `${path} is left out: ${problem}`,
        }),
      ),
      ...drift.map(({ said }): Finding => ({ check: 'drift', state: 'note', finding: said })),
    ];
  } finally {
    db.close();
  }
}

async function findRoom(dir: string, cacheDir: string): Promise<Finding> {
  for (const path of [dir, cacheDir, '.']) {
    const room = await statfs(path).catch(() => undefined);
    if (room === undefined) continue;
    const isWritable = await access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!isWritable)
      return {
        check: 'disk',
        state: 'bad',
        finding: `${path} cannot be written to; give another --cache-dir`,
      };
    const free = room.bavail * room.bsize;
    return {
      check: 'disk',
      state: free < LOW_DISK_BYTES ? 'bad' : 'ok',
      finding: free < LOW_DISK_BYTES ? `only ${formatBytes(free)} free where caches lie` : 'has room',
    };
  }
  return { check: 'disk', state: 'note', finding: 'could not be looked at' };
}
