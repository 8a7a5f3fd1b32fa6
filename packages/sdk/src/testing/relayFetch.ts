import type { TableDefinition } from '@parqueue/schema';

/** A relay behind `fetch`, for loggers as a whole. Down until `isUp` says otherwise. */
export interface RelayFetch {
  readonly fetch: typeof fetch;
  isUp: boolean;
  /** Whether shards are refused for good. */
  refuses: boolean;
  isCommitted: boolean;
  readonly shardIds: string[];
}

export function createRelayFetch(tables: readonly TableDefinition[]): RelayFetch {
  const relay: RelayFetch = { fetch: answer, isUp: true, refuses: false, isCommitted: false, shardIds: [] };

  async function answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    if (!relay.isUp) throw new TypeError('Failed to fetch');
    const { pathname, searchParams } = new URL(String(input));
    if (pathname.endsWith('/ticket')) return Response.json(ticket());
    if (init?.method === 'PUT') return put(pathname.split('/').at(-1) as string, new Headers(init.headers));
    const shards = (searchParams.get('ids') ?? '').split(',').map(stateOf);
    return Response.json({ shards });
  }

  const ticket = () => ({
    ticket: 'ticket',
    now: 0,
    expiresAt: 900_000,
    userId: 'a1b2c3d4e5f6',
    identityProof: 'proof',
    limits: { shardMaxBytes: 20 * 1024 * 1024, commitIntervalMs: 1_000 },
    tables: tables.map(({ name, fingerprint }) => ({ name, fingerprints: [fingerprint] })),
  });

  function put(shardId: string, headers: Headers): Response {
    if (relay.refuses) {
      const body = {
        type: 'about:blank',
        title: 'no',
        status: 422,
        code: 'shard_invalid',
        retryable: false,
        detail: 'no',
      };
      return Response.json(body, { status: 422, headers: { 'Content-Type': 'application/problem+json' } });
    }
    relay.shardIds.push(shardId);
    const digest = /:(.*):/.exec(headers.get('Content-Digest') ?? '')?.[1] ?? '';
    const sha256 = Array.from(atob(digest), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
    return Response.json({ state: 'spooled', shardId, sha256, receivedAt: 0 }, { status: 202 });
  }

  const stateOf = (shardId: string) =>
    relay.isCommitted
      ? { state: 'committed', shardId, commit: 'c'.repeat(40), path: `data/${shardId}.jsonl` }
      : { state: 'spooled', shardId };

  return relay;
}
