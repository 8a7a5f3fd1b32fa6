import { Option } from 'commander';
import type { AudioWish, SyncReport } from '../cache/syncCache.ts';
import { EXIT } from '../exitCodes.ts';
import { formatDuration } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Brings the cache on this machine to what the dataset is now. */
export const sync: CommandDefinition = {
  name: 'sync',
  summary: 'bring the cache on this machine to what the dataset is now',
  examples: [
    ['parqueue sync --repo me/recitations', 'every column but the sound of recordings'],
    ['parqueue sync --audio recent', 'with the recordings of the last seven days'],
  ],
  declare: (command) =>
    command
      .addOption(
        new Option('--audio <which>', 'which recordings come along')
          .choices(['none', 'recent', 'all'])
          .default('none'),
      )
      .option('--anew', 'read every file anew'),
  async run({ cache, out, talk }, options) {
    const report = await cache.sync({
      audio: options['audio'] as AudioWish,
      isAnew: options['anew'] === true,
    });
    for (const { path, problem } of report.bad) talk.warn(`${path} is left out: ${problem}`);
    for (const said of report.drift) talk.info(`column ${said}`);
    talk.info(sentence(report));
    if (out.format !== 'text') out.show({ name: 'sync', isRecord: true, rows: [{ ...report }] });
    return report.bad.length > 0 ? EXIT.partial : EXIT.ok;
  },
};

function sentence({
  isUnchanged,
  addedFiles,
  removedFiles,
  addedRows,
  tookMs,
  requestCount,
}: SyncReport): string {
  const requests = requestCount > 0 ? `, ${requestCount} requests` : '';
  if (isUnchanged) return `Nothing new (${formatDuration(tookMs)}${requests}).`;
  const gone = removedFiles > 0 ? `, ${removedFiles} files gone` : '';
  return `${addedFiles} files with ${addedRows} rows read${gone} (${formatDuration(tookMs)}${requests}).`;
}
