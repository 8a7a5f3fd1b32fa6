import { CommandError } from '../commandError.ts';

interface Health {
  readonly state: string;
  readonly problems?: readonly string[];
  readonly datasets?: readonly {
    readonly dataset: string;
    readonly backlog: { readonly shards: number; readonly oldestAt: number | null };
    readonly problem: string | null;
    readonly isTaking: boolean;
  }[];
}

const DOUBT_MS = 3_600_000;

/**
 * Refuses to go on while a relay does not know whether what it committed has landed: it finds out by the files that are there, which must
 * not change under it.
 *
 * @throws {CommandError} naming what the relay says.
 */
export async function refuseInDoubt(
  relayUrl: string,
  nowMs: number,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const answer = await fetch(`${relayUrl.replace(/\/+$/, '')}/v1/health`).catch(() => undefined);
  const health = (await answer?.json().catch(() => undefined)) as Health | undefined;
  if (health?.datasets === undefined)
    throw new CommandError(`${relayUrl}: the relay does not say how it is; nothing was changed`);
  const doubts = health.datasets.flatMap(({ dataset, backlog, problem, isTaking }) => {
    if (problem !== null) return [`${dataset}: ${problem}`];
    if (!isTaking) return [`${dataset}: takes nothing`];
    const isOld = backlog.oldestAt !== null && nowMs - backlog.oldestAt > DOUBT_MS;
    return isOld ? [`${dataset}: ${backlog.shards} shards wait for more than an hour`] : [];
  });
  const said = [...(health.problems ?? []), ...doubts];
  if (health.state !== 'ok' || said.length > 0)
    throw new CommandError(
      `${relayUrl}: the relay is ${health.state}: ${said.join('; ') || 'it does not say why'}. Nothing was changed; run it again when it is well`,
    );
}
