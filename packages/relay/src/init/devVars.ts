import { parseEnv } from 'node:util';

/** What stands above the secrets of a file that did not exist. */
const HEAD = `# The secrets of the relay: \`npx wrangler dev\` reads them here, \`npx wrangler secret bulk .dev.vars\` gives them to the deployed
# relay. Who changes PARQUEUE_SECRET changes every user_id.
`;

/** The secrets in the text of a .dev.vars; what the example puts in their place counts as not there. */
export function readDevVars(text: string): Readonly<Record<string, string>> {
  const entries = Object.entries(parseEnv(text)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && isSecret(entry[1]),
  );
  return Object.fromEntries(entries);
}

const isSecret = (value: string): boolean => value !== '' && value !== 'hf_...';

/** The text with these secrets in it; every other line is as it was. */
export function editDevVars(text: string | undefined, secrets: Readonly<Record<string, string>>): string {
  let edited = text ?? HEAD;
  const had = readDevVars(edited);
  for (const [name, value] of Object.entries(secrets)) {
    if (had[name] === value) continue;
    const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'm');
    // Without quotes, which Docker takes for a part of the value. None of these needs them.
    const said = `${name}=${value}`;
    if (line.test(edited)) edited = edited.replace(line, () => said);
    else edited = `${edited}${edited === '' || edited.endsWith('\n') ? '' : '\n'}${said}\n`;
  }
  return edited;
}
