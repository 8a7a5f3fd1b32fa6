import { usageError } from '../commandError.ts';
import { postMessage } from '../notify/postMessage.ts';
import { type NotifyKind, notifyKindOfUrl, reportMessages } from '../notify/reportMessages.ts';
import type { Report } from '../report/report.ts';
import type { CommandContext, CommandOptions } from './commandDefinition.ts';

const KINDS: readonly NotifyKind[] = ['discord', 'slack', 'json'];

/**
 * Whether a message is wanted, and of what shape: with `--notify` or `--send-notification`, and where `--webhook-url` is given on the command
 * line. An address in the config alone sends nothing.
 *
 * @throws {CommandError} (exit 2) before anything is written.
 */
export function notifyKindOf({ config }: CommandContext, options: CommandOptions): NotifyKind | undefined {
  const { notify } = options;
  const isWanted =
    notify !== undefined ||
    options['sendNotification'] === true ||
    config.origins.webhookUrl === '--webhook-url';
  if (!isWanted) return undefined;
  const known = KINDS.find((kind) => kind === notify);
  if (typeof notify === 'string' && known === undefined)
    throw usageError(`--notify: expected ${KINDS.join(', ')} or nothing, got "${notify}"`);
  if (config.webhookUrl === undefined)
    throw usageError(
      '--notify: where to? Give --webhook-url, or set PARQUEUE_WEBHOOK_URL or webhookUrl in the config',
    );
  if (config.offline) throw usageError('--notify and --offline exclude each other');
  return known ?? notifyKindOfUrl(config.webhookUrl);
}

/**
 * Sends a report. Each message waits for the one before.
 *
 * @returns how many messages it took.
 * @throws {CommandError} when one was not taken.
 */
export async function sendNotification(
  { config, platform, talk, signal, clock }: CommandContext,
  report: Report,
  kind: NotifyKind,
): Promise<number> {
  const messages = reportMessages(report, kind);
  for (const message of messages)
    await postMessage(config.webhookUrl ?? '', message, {
      fetch: platform.fetch,
      talk,
      signal,
      random: platform.random,
      now: clock.now,
    });
  return messages.length;
}
