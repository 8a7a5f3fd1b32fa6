import { createInterface } from 'node:readline/promises';
import { type Readable, Writable } from 'node:stream';

/** Asks a person at a terminal. Every question rejects once the person ends the input or presses Ctrl-C. */
export interface Prompt {
  /** The answer without blanks around it; `fallback` for an empty one. */
  ask(question: string, fallback?: string): Promise<string>;
  /** What is typed is not shown. */
  askHidden(question: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
  tell(line: string): void;
  close(): void;
}

export function openPrompt(input: Readable, output: Writable): Prompt {
  let isHidden = false;
  // The library itself writes what is typed: the terminal's own echo is off.
  const shown = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: shown, terminal: true, historySize: 0 });
  const ended = new Promise<never>((_, reject) => {
    const end = () => reject(new Error('the input ended; nothing was written'));
    lines.once('close', end);
    lines.once('SIGINT', () => {
      end();
      lines.close();
    });
  });
  // Where nothing is asked any more, its end is as it should be.
  ended.catch(() => undefined);
  const question = async (text: string): Promise<string> =>
    (await Promise.race([lines.question(text), ended])).trim();

  return {
    ask: async (text, fallback) =>
      (await question(fallback === undefined ? `${text}: ` : `${text} [${fallback}]: `)) || (fallback ?? ''),
    async askHidden(text) {
      output.write(`${text} (it is not shown): `);
      isHidden = true;
      try {
        return await question('');
      } finally {
        isHidden = false;
        output.write('\n');
      }
    },
    confirm: async (text) => /^y(es)?$/i.test(await question(`${text} [y/N]: `)),
    tell: (line) => void output.write(`${line}\n`),
    close: () => lines.close(),
  };
}
