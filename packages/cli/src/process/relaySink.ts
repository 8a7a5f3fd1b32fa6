import { ROW_MAX_BYTES } from '@parqueue/schema/wire';
import { postRows, type RowsRoute } from '../relay/postRows.ts';
import type { ResultRow } from './resultRow.ts';
import type { ResultSink } from './resultSink.ts';

/** A request takes 4 MiB and 10,000 rows; half of it leaves room. */
const REQUEST_BYTES = 2_000_000;
const REQUEST_ROWS = 5_000;

/** Results by the rows route of a relay, which keeps them until its next commit. */
export function createRelaySink(route: RowsRoute, warn: (text: string) => void): ResultSink {
  return {
    name: `${route.relayUrl} (${route.dataset})`,
    isLate: true,
    async deliver({ rows }) {
      for (const lines of requestsOf(rows)) await send(route, lines, warn);
    },
  };
}

async function send(route: RowsRoute, given: string[], warn: (text: string) => void): Promise<void> {
  const lines = [...given];
  while (lines.length > 0) {
    const answer = await postRows(route, lines);
    if (answer.kind === 'taken') return;
    if (answer.kind === 'later') throw new Error(`${route.relayUrl}: ${answer.said}`);
    const { problem, status } = answer;
    // Another machine made this try of this recording before; its result stands.
    if (problem?.code !== 'row_conflict' || problem.line === undefined)
      throw new Error(
        `${route.relayUrl} refuses the results (${status}): ${problem?.detail ?? 'no reason given'}`,
      );
    const [gone] = lines.splice(problem.line - 1, 1);
    warn(`the relay has another result already: ${gone?.slice(0, 120)}`);
  }
}

function requestsOf(rows: readonly ResultRow[]): string[][] {
  const requests: string[][] = [[]];
  let sizeBytes = 0;
  for (const row of rows) {
    const line = lineOf(row);
    const lineBytes = Buffer.byteLength(line) + 1;
    const open = requests.at(-1) as string[];
    if (open.length === REQUEST_ROWS || (open.length > 0 && sizeBytes + lineBytes > REQUEST_BYTES)) {
      requests.push([line]);
      sizeBytes = lineBytes;
    } else {
      open.push(line);
      sizeBytes += lineBytes;
    }
  }
  return requests;
}

/** A row that the route would refuse for its size is told as what it is. */
function lineOf(row: ResultRow): string {
  const line = JSON.stringify(row);
  const sizeBytes = Buffer.byteLength(line);
  if (sizeBytes <= ROW_MAX_BYTES) return line;
  return JSON.stringify({
    ...row,
    status: 'invalid',
    data: null,
    error_name: 'ResultTooLarge',
    error_message: `the result has ${sizeBytes} bytes; a relay takes ${ROW_MAX_BYTES} of a row`,
    error_stack: null,
  });
}
