import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface ServedFolders {
  readonly origin: string;
  /** Paths that were asked for, in order. The browser's own record leaves out the scripts of worklets. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

interface ServedPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ServeOptions {
  /** Folders, by the first part of the path. */
  readonly folders: Readonly<Record<string, string>>;
  /** Pages, by their path, with the headers that each is served with. */
  readonly pages?: ReadonlyMap<string, ServedPage>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** Serves files as a plain file server does, to every origin, and pages with their own headers. */
export async function serveFolders({ folders, pages }: ServeOptions): Promise<ServedFolders> {
  const asked: string[] = [];
  const server = createServer(async ({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    asked.push(path);
    const page = pages?.get(path);
    if (page !== undefined)
      return void response.writeHead(200, { 'content-type': 'text/html', ...page.headers }).end(page.html);
    const [, folder = '', ...rest] = normalize(path).split('/');
    const file = join(folders[folder] ?? '/nowhere', ...rest);
    try {
      const content = await readFile(file);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
