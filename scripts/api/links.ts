import type { ApiDoor, ApiSymbol } from './apiModel.ts';

/** Ways from one page of the reference to what stands on any. */
export interface Links {
  /** A Markdown link to a symbol, or its name where there is none. */
  toSymbol(name: string): string;
  /** Markdown with each `{@link Name}` as a link. */
  resolve(text: string): string;
  /** A type as HTML code, in which the names of symbols are links: Markdown knows none in code. */
  inType(code: string): string;
}

/**
 * Makes links to symbols. Each leads to what GitHub makes of a heading such as `type Table`: with the kind in front, since headings that
 * differ in case only, such as `table` and `Table`, would have one address.
 *
 * @param page the door on whose page the links stand; undefined for the front page.
 * @param near the door that is meant where two have one name.
 */
export function createLinks(doors: readonly ApiDoor[], page: string | undefined, near = page): Links {
  const addresses = new Map(
    doors
      .toSorted((a, b) => Number(a.name === near) - Number(b.name === near))
      .flatMap((door) =>
        door.symbols.map(({ name, kind }) => [
          name,
          `${door.name === page ? '' : `${door.name}.md`}#${kind}-${name.toLowerCase()}`,
        ]),
      ),
  );
  // `string` and `json` are functions here, and mean something else in a type.
  const functions = new Set(
    doors.flatMap(({ symbols }) => symbols.filter(isFunction).map(({ name }) => name)),
  );

  const toSymbol = (name: string): string =>
    addresses.has(name) ? `[\`${name}\`](${addresses.get(name)})` : `\`${name}\``;

  return {
    toSymbol,
    resolve: (text) => text.replace(/\{@link (\w+)\}/g, (_, name: string) => toSymbol(name)),
    inType(code) {
      const linked = code.split(/('[^']*'|"[^"]*"|\w+)/).map((piece) => {
        const address = functions.has(piece) ? undefined : addresses.get(piece);
        return address === undefined ? escaped(piece) : `<a href="${address}">${piece}</a>`;
      });
      return `<code>${linked.join('')}</code>`;
    },
  };
}

/** As text of HTML that stands in a table of Markdown. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('|', '&#124;')
    .replaceAll('`', '&#96;')
    .replaceAll('*', '&#42;')
    .replaceAll('_', '&#95;');

const isFunction = ({ kind }: ApiSymbol): boolean => kind === 'function';
