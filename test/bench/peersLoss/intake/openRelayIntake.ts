import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Stack } from '../../../../scripts/startStack.ts';
import { queryDataset } from '../../../support/dataset.ts';
import { openGate } from './gate.ts';
import type { Intake } from './intake.ts';

const QUERY = `SELECT verse_ref AS label FROM read_json('data/errors/**/*.jsonl',
  format = 'newline_delimited', columns = {verse_ref: 'VARCHAR'})`;

/** The real relay behind the same gate. What arrived is what lies in the dataset, and of this trial. */
export async function openRelayIntake(stack: Stack, trial: string): Promise<Intake> {
  const target = new URL(stack.relay.url);

  function forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, url: path, headers } = request;
    const onward = ask({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.on('error', () => onward.destroy());
    request.pipe(onward);
  }

  const gate = await openGate(forward);
  return {
    ...gate,
    async arrivals() {
      const labels = await readLabels(stack.datasetDir);
      return labels.filter((label) => label.startsWith(`${trial}.`));
    },
  };
}

async function readLabels(datasetDir: string): Promise<string[]> {
  try {
    return (await queryDataset(datasetDir, QUERY)).map(({ label }) => String(label));
  } catch (error) {
    if (/No files found/.test((error as Error).message)) return [];
    throw error;
  }
}
