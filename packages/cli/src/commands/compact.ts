import { type Compacted, compactGroup } from '../care/compactGroup.ts';
import { freshSource, openCare, sayUnfinished } from '../care/openCare.ts';
import { type CompactGroup, planCompact } from '../care/planCompact.ts';
import { CommandError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { formatBytes } from '../output/formatCell.ts';
import type { CommandContext, CommandDefinition } from './commandDefinition.ts';

/** Makes few large files of many small ones. */
export const compact: CommandDefinition = {
  name: 'compact',
  summary: 'make few large files of many small ones; says what it would do, and does it with --apply',
  examples: [
    ['parqueue compact', 'what would be done'],
    ['parqueue compact --apply', 'do it, in one commit'],
    ['parqueue compact --apply --fold', 'and keep of each row its last revision only'],
    ['parqueue compact --apply --relay https://relay.example', 'unless the relay is in doubt'],
  ],
  declare: (command) =>
    command
      .option('--apply', 'do it')
      .option('--fold', 'keep of each row the last revision only; files with recordings keep all')
      .option('--relay <url>', 'ask this relay first, and do nothing while it is in doubt'),
  async run(context, options) {
    const isFold = options['fold'] === true;
    const relayUrl = options['relay'] as string | undefined;
    return options['apply'] === true ? apply(context, isFold, relayUrl) : look(context, isFold);
  },
};

async function look(context: CommandContext, isFold: boolean) {
  const { out, talk, clock, signal } = context;
  sayUnfinished(context);
  const listing = await freshSource(context).list(undefined, signal);
  if (listing === undefined) throw new CommandError('the dataset cannot be listed');
  const { groups, youngCount } = planCompact(listing, { nowMs: clock.now(), isFold });
  show(
    context,
    groups.map((group) => rowOf(group)),
  );
  sayYoung(context, youngCount);
  if (groups.length > 0 && out.format === 'text') talk.info('Nothing was changed. With --apply it is done.');
  return EXIT.ok;
}

async function apply(context: CommandContext, isFold: boolean, relayUrl: string | undefined) {
  const { talk, clock } = context;
  const { store, duck, close } = await openCare(context, relayUrl);
  try {
    const listing = await store.list();
    const { groups, youngCount } = planCompact(listing, { nowMs: clock.now(), isFold });
    const parts = {
      connection: duck.connection,
      workDir: store.workDir,
      isFold,
      fetch: store.fetch,
      warn: talk.warn,
    };
    const done: { group: CompactGroup; made: Compacted }[] = [];
    for (const group of groups) {
      context.signal.throwIfAborted();
      talk.progress(`${group.table} ${group.month}…`);
      for (const made of await compactGroup(group, parts)) done.push({ group, made });
    }
    talk.progress('');
    if (done.length > 0)
      await store.commit({
        title: 'Compact files',
        parent: listing.revision,
        adds: done.map(({ made }) => made.add),
        deletes: done.flatMap(({ made }) => made.deletes),
      });
    show(
      context,
      done.map(({ group, made }) => rowOf({ ...group, files: made.deletes }, made)),
    );
    sayYoung(context, youngCount);
    return EXIT.ok;
  } finally {
    await close();
  }
}

const rowOf = ({ table, month, files }: CompactGroup, made?: Compacted) => ({
  table,
  month,
  files: files.length,
  size_bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  ...(made && { rows: made.rowsBefore, rows_after: made.rowsAfter, size_bytes_after: made.sizeBytes }),
});

function show({ out }: CommandContext, rows: readonly ReturnType<typeof rowOf>[]): void {
  const size = (value: unknown): string => formatBytes(Number(value));
  const isDone = rows[0]?.rows !== undefined;
  out.show({
    name: 'compact',
    rows,
    columns: [
      { key: 'table' },
      { key: 'month' },
      { key: 'files' },
      { key: 'size_bytes', title: 'size', format: size, align: 'right' },
      ...(isDone
        ? ([
            { key: 'rows' },
            { key: 'rows_after', title: 'rows after' },
            { key: 'size_bytes_after', title: 'size after', format: size, align: 'right' },
          ] as const)
        : []),
    ],
    whenEmpty: 'There is nothing to compact.',
  });
}

function sayYoung({ talk }: CommandContext, youngCount: number): void {
  if (youngCount > 0) talk.info(`${youngCount} files younger than a day are left alone.`);
}
