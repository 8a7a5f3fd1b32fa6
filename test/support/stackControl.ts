import type { FaultEffect } from '@parqueue/local-hub';
import { inject } from 'vitest';
import type { JsonRow } from './dataset.ts';

/** A relay and a hub of the test's own, started outside the browser: what is done to them concerns no other test. */
export interface TestStack {
  readonly relayUrl: string;
  readonly hubUrl: string;
  /** The relay is gone: its port refuses connections. */
  stopRelay(): Promise<void>;
  /** It comes back at the same address, with what its spool holds. */
  startRelay(): Promise<void>;
  /** What the hub does to the next requests of the relay. */
  injectFault(fault: HubFault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Paths in the dataset, sorted. */
  files(): Promise<string[]>;
  /** What DuckDB answers; paths in the query are those of the dataset. */
  query(sql: string): Promise<JsonRow[]>;
  close(): Promise<void>;
}

export type HubFault = FaultEffect & {
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly times?: number;
  readonly skip?: number;
};

/** What the control server says of a new stack. */
export interface OpenedStack {
  readonly id: number;
  readonly relayUrl: string;
  readonly hubUrl: string;
}

/** Starts a stack that takes shards from this page and commits every 300 ms. Close it at the end of the test. */
export async function openTestStack(): Promise<TestStack> {
  const { id, relayUrl, hubUrl } = await call<OpenedStack>('POST', '/stacks');
  const ask = <T = void>(method: string, path: string, body?: HubFault) =>
    call<T>(method, `/stacks/${id}${path}`, body);
  return {
    relayUrl,
    hubUrl,
    stopRelay: () => ask('POST', '/relay/stop'),
    startRelay: () => ask('POST', '/relay/start'),
    injectFault: (fault) => ask('POST', '/faults', fault),
    clearFaults: () => ask('DELETE', '/faults'),
    files: () => ask('GET', '/files'),
    query: (sql) => ask('GET', `/query?sql=${encodeURIComponent(sql)}`),
    close: () => ask('DELETE', ''),
  };
}

async function call<T>(method: string, path: string, body?: HubFault): Promise<T> {
  const response = await fetch(`${inject('stackControlUrl')}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json() as Promise<T>;
}
