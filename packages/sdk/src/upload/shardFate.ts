import type { Receipt } from '@parqueue/schema/wire';
import type { Answer } from './transport.ts';

/** What an answer to a shard's upload means for it. */
export type ShardFate =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'committed'; readonly commit: string; readonly path: string }
  /** It can never succeed: keep it among the dead letters. */
  | { readonly kind: 'dead'; readonly reason: string }
  /** It is too large for what stands in between: take it apart. */
  | { readonly kind: 'split' }
  /** Ask for a new ticket, then again. */
  | { readonly kind: 'reauthenticate'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number };

/**
 * Decides. Only the relay's own word, in Problem Details that say `retryable: false`, makes a shard dead; whatever a proxy, a portal or a
 * bad deploy answers is tried again.
 */
export function shardFate(answer: Answer<Receipt>, rowCount: number): ShardFate {
  if (answer.kind === 'ok') {
    const receipt = answer.value;
    if (receipt.state === 'committed')
      return { kind: 'committed', commit: receipt.commit, path: receipt.path };
    if (receipt.state === 'dead') return { kind: 'dead', reason: receipt.reason };
    return { kind: 'accepted' };
  }
  const wait = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
  if (answer.kind === 'unreachable') {
    if (answer.status === 413 && rowCount > 1) return { kind: 'split' };
    return { kind: 'retry', reason: answer.reason, ...wait };
  }
  const { code, status, retryable, detail } = answer.problem;
  if (status === 413 && rowCount > 1) return { kind: 'split' };
  if (status === 401) return { kind: 'reauthenticate', reason: detail };
  if (!retryable) return { kind: 'dead', reason: `${code}: ${detail}` };
  return { kind: 'retry', reason: `${code}: ${detail}`, ...wait };
}
