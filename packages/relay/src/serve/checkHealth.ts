const PATIENCE_MS = 4000;

/** What the relay at this port of this machine says of itself. @throws {Error} when none answers, or one that cannot work. */
export async function checkHealth(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}/v1/health`;
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {
    throw new Error(`${url}: no relay answers there`);
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}
