interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}

let policy: ScriptUrlPolicy | undefined;

/**
 * An address that a page with `require-trusted-types-for 'script'` lets a worker start from. The policy is called `parqueue`; it passes
 * on what it is given, and only this package has it: addresses of its own making, and those of the page's own options.
 */
export function trustedScriptUrl(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return url;
  try {
    policy ??= trustedTypes.createPolicy('parqueue', { createScriptURL: (given) => given });
  } catch {
    // The page's policy does not name it; the worker is refused then, and the engine runs on the page.
    return url;
  }
  return policy.createScriptURL(url);
}
