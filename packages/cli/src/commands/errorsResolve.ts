import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Database } from '../cache/database.ts';
import { withDatabase } from '../cache/withDatabase.ts';
import { CommandError, usageError } from '../commandError.ts';
import { type ErrorRevision, errorRevisions, folderOfErrors } from '../errors/errorRevisions.ts';
import { errorRelation } from '../errors/errorSources.ts';
import { requireGroup } from '../errors/requireGroup.ts';
import { sendToRelay, writeToFolder } from '../errors/writeRevisions.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { CommandContext, CommandDefinition, CommandOptions } from './commandDefinition.ts';

const declare: CommandDefinition['declare'] = (command) =>
  command
    .argument(
      '<fingerprint>',
      'its beginning is enough; or the row_id of one error, which is meant alone then',
    )
    .option('--relay <url>', 'through this relay; without it, into the folder of --local')
    .option('--relay-dataset <name>', "the relay's name of the dataset (default: the last part of --repo)")
    .option(
      '--operator-token-file <file>',
      "a file with the relay's operator secret (default: OPERATOR_SECRET)",
    )
    .option('--dry-run', 'say what would be written, write nothing');

/** Says that errors are dealt with. */
export const errorsResolve: CommandDefinition = {
  name: 'resolve',
  summary: 'say that errors of one kind are dealt with: writes a revision of each row that is open',
  examples: [
    ['parqueue errors resolve 3f2a91c0', 'all of this kind, in the folder of a dataset'],
    ['parqueue errors resolve 3f2a91c0 --relay https://relay.example.workers.dev', 'through the relay'],
  ],
  declare,
  run: (context, options, args) => change(context, options, { wanted: args[0] ?? '', resolved: true }),
};

/** Takes it back. */
export const errorsReopen: CommandDefinition = {
  name: 'reopen',
  summary: 'take it back: writes a revision of each row that is resolved',
  examples: [['parqueue errors reopen 3f2a91c0', 'all of this kind are open again']],
  declare,
  run: (context, options, args) => change(context, options, { wanted: args[0] ?? '', resolved: false }),
};

interface Change {
  readonly wanted: string;
  readonly resolved: boolean;
}

async function change(context: CommandContext, options: CommandOptions, wish: Change): Promise<ExitCode> {
  const { cache, clock, config, window, filters, talk, out } = context;
  const isRelayed = options['relay'] !== undefined;
  if (!isRelayed && config.local === undefined)
    throw usageError('where to? Give --relay URL, or --local DIR for a dataset in a folder');
  const target = isRelayed ? await relayTarget(context, options) : undefined;
  const revisions = await withDatabase(cache, async (db) => {
    const found = await findRevisions(db, { window, filters }, { ...wish, nowMs: clock.now() });
    if (found.length === 0 || options['dryRun'] === true) return found;
    if (target !== undefined) await sendToRelay(target, found);
    else {
      const folder = await folderOfErrors(db);
      const path = await writeToFolder({ dir: config.local ?? '', folder, nowMs: clock.now() }, found);
      talk.info(`wrote ${path}`);
    }
    return found;
  });
  const verb = wish.resolved ? 'resolved' : 'open again';
  if (revisions.length === 0) talk.info(`${wish.wanted}: nothing to do, all of them are ${verb}.`);
  else if (options['dryRun'] === true) talk.info(`${revisions.length} rows would be ${verb}.`);
  else if (target === undefined) await cache.sync({ audio: 'none' });
  else talk.info('The relay has them; they are in the dataset after its next commit (parqueue sync).');
  out.show({
    name: 'rows',
    whenEmpty: `no rows`,
    rows: revisions.map(({ row_id, revision, resolved, resolved_at, message }) => ({
      row_id,
      revision,
      resolved,
      resolved_at,
      message,
    })),
  });
  return EXIT.ok;
}

async function findRevisions(
  db: Database,
  { window, filters }: Pick<CommandContext, 'window' | 'filters'>,
  { wanted, resolved, nowMs }: Change & { nowMs: number },
): Promise<ErrorRevision[]> {
  db.requireTable('error_log');
  const relation = errorRelation(db, { window, filters, table: 'error_log' });
  const fingerprint = await requireGroup(db, relation, wanted).catch((error: unknown) => {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.noData) throw error;
    throw new CommandError(`${error.message} (only those of error_log can be resolved)`, EXIT.noData);
  });
  const isOne = !fingerprint.startsWith(wanted);
  return errorRevisions(db, relation, { fingerprint, rowId: isOne ? wanted : undefined, resolved, nowMs });
}

async function relayTarget({ config, platform, signal }: CommandContext, options: CommandOptions) {
  if (config.offline) throw usageError('--offline and --relay exclude each other');
  const url = String(options['relay']).replace(/\/+$/, '');
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw usageError(`--relay: expected an address such as https://relay.example.workers.dev, got "${url}"`);
  const dataset = (options['relayDataset'] as string | undefined) ?? config.repo?.split('/').at(-1);
  if (dataset === undefined) throw usageError("--relay-dataset: give the relay's name of the dataset");
  const file = options['operatorTokenFile'];
  const text =
    typeof file === 'string'
      ? await readFile(resolve(platform.cwd, file), 'utf8').catch(() => {
          throw usageError(`--operator-token-file: cannot read ${file}`);
        })
      : platform.env['OPERATOR_SECRET'];
  const token = text?.trim();
  if (!token)
    throw usageError(
      '--relay: set OPERATOR_SECRET, or give --operator-token-file; no option takes the secret itself',
    );
  return { url, dataset, token, fetch: platform.fetch, signal };
}
