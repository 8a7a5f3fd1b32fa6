import { HEADER } from '@parqueue/schema/wire';
import type { TestHeaders, TestPage } from './openPage.ts';

export const OPERATOR_SECRET = 'what only the operator of this relay knows';

export interface RowsPost {
  readonly table?: string;
  /** Objects, or lines as they are. */
  readonly rows: readonly unknown[];
  readonly headers?: TestHeaders;
}

const byOperator: TestHeaders = { Authorization: `Bearer ${OPERATOR_SECRET}` };

/** Sends rows as a backend does that has the operator's secret. A header of `none` is left out. */
export function postRows(
  page: TestPage,
  { table = 'alignment', rows, headers = {} }: RowsPost,
): Promise<Response> {
  const body = rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
  const sizeBytes = new TextEncoder().encode(body).length;
  return page.call(`/datasets/${page.dataset}/tables/${table}/rows`, {
    method: 'POST',
    body,
    headers: { ...byOperator, Origin: 'none', 'Content-Length': String(sizeBytes), ...headers },
  });
}

/** The headers of a person who got a ticket. */
export async function asPerson(page: TestPage, agent = 'one browser'): Promise<TestHeaders> {
  const { ticket, identityProof } = await page.takeTicket({ 'User-Agent': agent });
  return {
    Authorization: `Bearer ${ticket}`,
    [HEADER.identity]: identityProof,
    Origin: 'https://recite.example',
  };
}
