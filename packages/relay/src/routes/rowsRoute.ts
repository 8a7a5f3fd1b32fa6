import type { RowsReceipt } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { refuseForeignOrigin } from '../auth/origins.ts';
import { RelayError } from '../relayError.ts';
import type { RelayParts } from '../relayParts.ts';
import { requireProtocol } from '../requestParts.ts';
import { offerRows } from '../rows/offerRows.ts';
import { readRows } from '../rows/readRows.ts';
import { readRowsBody } from '../rows/readRowsBody.ts';
import { requireSender } from '../rows/requireSender.ts';
import type { RowOutcome } from '../rows/rowOffer.ts';
import { findTable } from './findTable.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/datasets/:dataset/tables/:table/rows';

/** `POST /v1/datasets/{dataset}/tables/{table}/rows` */
export function rowsRoute({ config, tables, signer, spoolOf, clock }: RelayParts): Hono {
  const { operatorSecret } = config;
  return new Hono()
    .post(PATH, async (c) => {
      const { dataset, table: name } = c.req.param();
      const { headers } = c.req.raw;
      requireProtocol(headers);
      refuseForeignOrigin(headers, config.origins);
      const spool = spoolOf(dataset);
      const sender = await requireSender(headers, { dataset, table: name, signer, operatorSecret });
      const table = findTable(tables, name);
      const rows = readRows(table, await readRowsBody(c.req.raw), sender);
      const receipt = receiptOf(await spool.putRows(offerRows(table, rows, sender, clock())));
      return c.json(receipt, receipt.state === 'spooled' ? 202 : 200);
    })
    .all(PATH, wrongMethod('POST'));
}

function receiptOf(outcome: RowOutcome): RowsReceipt {
  if (outcome.kind === 'taken') {
    const { rows, known } = outcome;
    return { state: rows > 0 ? 'spooled' : 'known', rows, known };
  }
  const { code, detail, line, retryAfterS } = outcome;
  throw new RelayError(code, detail, {
    retryAfterS,
    place: line === undefined ? {} : { line },
    isCounted: true,
  });
}
