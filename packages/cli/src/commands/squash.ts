import { createHubWriter } from '../care/hubWriter.ts';
import { refuseInDoubt } from '../care/relayHealth.ts';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Makes one commit of a dataset's history. */
export const squash: CommandDefinition = {
  name: 'squash',
  summary: 'make one commit of the history, so that what was deleted is gone from it; with --apply',
  examples: [
    ['parqueue squash --repo me/recitations', 'what would be done'],
    ['parqueue squash --repo me/recitations --apply', 'do it; it cannot be undone'],
  ],
  declare: (command) =>
    command
      .option('--apply', 'do it')
      .option('--relay <url>', 'ask this relay first, and do nothing while it is in doubt'),
  async run({ config, platform, clock, talk }, options) {
    const { repo, revision, hubUrl, token } = config;
    if (repo === undefined) throw usageError('squash: only a dataset on the Hub has a history; give --repo');
    if (config.offline) throw usageError('--offline: squash needs the network');
    if (options['apply'] !== true) {
      talk.info(`The history of ${repo} would become one commit. Nothing was changed; --apply does it.`);
      return EXIT.ok;
    }
    const relayUrl = options['relay'] as string | undefined;
    if (relayUrl !== undefined) await refuseInDoubt(relayUrl, clock.now(), platform.fetch);
    const writer = createHubWriter({ repo, revision, hubUrl, token, fetch: platform.fetch });
    await writer.squash('Squash the history');
    talk.info(`The history of ${repo} is one commit now.`);
    return EXIT.ok;
  },
};
