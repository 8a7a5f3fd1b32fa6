/** Far above the longest answer of a relay, which is what 100 shards have become. */
const BODY_MAX_BYTES = 1024 * 1024;

/**
 * The JSON of an answer; undefined when it is none, or longer than any of ours: a page of a portal, a download, a stream without an end. Its
 * rest is not fetched.
 */
export async function readBody(response: Response): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (value === undefined) break;
    sizeBytes += value.length;
    if (sizeBytes > BODY_MAX_BYTES) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return undefined;
  }
}
