import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface WebhookAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WebhookServer {
  readonly url: string;
  /** What came, in order. */
  readonly bodies: readonly Record<string, unknown>[];
  /** What is answered next; then 204. */
  answerWith(...answers: readonly WebhookAnswer[]): void;
  close(): Promise<void>;
}

/** A webhook on this machine. */
export async function openWebhook(): Promise<WebhookServer> {
  const bodies: Record<string, unknown>[] = [];
  const answers: WebhookAnswer[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(JSON.parse(body));
      const { status, headers, body: said } = answers.shift() ?? { status: 204 };
      response.writeHead(status, { ...headers }).end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/1/secret`,
    bodies,
    answerWith: (...given) => void answers.push(...given),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
