import type { Platform } from '../platform.ts';
import type { Answer, OutputFormat, Section } from './answer.ts';
import { jsonOf } from './formatCell.ts';
import { renderCsv } from './renderCsv.ts';
import { renderMarkdown } from './renderMarkdown.ts';
import { renderText } from './renderText.ts';

/** Where data goes: standard output, in the format that was asked for. */
export interface Out {
  readonly format: OutputFormat;
  /** Zone of the times that are shown. */
  readonly tz: string;
  readonly hasColor: boolean;
  /** Columns of the terminal; undefined where it is none. */
  readonly widthChars: number | undefined;
  /** Writes an answer. */
  show(answer: Answer | Section): void;
  /** Writes text as it is, whatever the format: a script, a file. */
  write(text: string): void;
}

export interface OutOptions {
  readonly format: OutputFormat;
  readonly tz: string;
  readonly hasColor: boolean;
}

export function createOut({ stdout }: Pick<Platform, 'stdout'>, options: OutOptions): Out {
  const { format, tz, hasColor } = options;
  const widthChars = stdout.isTerminal ? stdout.widthChars : undefined;
  const write = (text: string): void => {
    if (text !== '') stdout.write(text);
  };
  return {
    format,
    tz,
    hasColor,
    widthChars,
    write,
    show(answer) {
      const sections = 'sections' in answer ? answer.sections : [answer];
      switch (format) {
        case 'text':
          return write(renderText(sections, { tz, hasColor, widthChars }));
        case 'json':
          return write(`${jsonOf(jsonValue(sections), 2)}\n`);
        case 'jsonl':
          return write(jsonLines(sections));
        case 'csv':
          return write(renderCsv(sections));
        case 'md':
          return write(renderMarkdown(sections, tz));
      }
    },
  };
}

function jsonValue(sections: readonly Section[]): unknown {
  const sectionValue = ({ isRecord, rows }: Section): unknown => (isRecord ? (rows[0] ?? null) : rows);
  const [first] = sections;
  if (sections.length === 1 && first !== undefined) return sectionValue(first);
  return Object.fromEntries(sections.map((section) => [section.name, sectionValue(section)]));
}

function jsonLines(sections: readonly Section[]): string {
  return sections
    .flatMap(({ name, rows }) => rows.map((row) => (sections.length > 1 ? { section: name, ...row } : row)))
    .map((row) => `${jsonOf(row)}\n`)
    .join('');
}
