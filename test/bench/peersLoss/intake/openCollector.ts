import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LabelsIn } from '../peer.ts';
import { decodeBody } from './decodeBody.ts';
import { corsHeaders, openGate } from './gate.ts';
import type { Intake } from './intake.ts';

/** A server that takes whatever is posted to it, answers 200, and keeps the labels that it answered so. */
export async function openCollector(labelsIn: LabelsIn): Promise<Intake> {
  const arrived: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
    } catch {
      // Its page was killed in the middle of it.
      return;
    }
    if (request.method === 'OPTIONS') return void response.writeHead(204, corsHeaders(request)).end();
    const labels = labelsIn(decodeBody(Buffer.concat(chunks)));
    const headers = { ...corsHeaders(request), 'content-type': 'application/json' };
    response.writeHead(200, headers).end('{}');
    arrived.push(...labels);
  }

  const gate = await openGate((request, response) => void answer(request, response));
  return { ...gate, arrivals: async () => [...arrived] };
}
