/** What a docstring says, part by part, in Markdown. */
export interface Doc {
  /** Everything before the first tag. */
  readonly prose: string;
  /** By parameter. */
  readonly params: ReadonlyMap<string, string>;
  readonly returns?: string;
  /** Each `@throws`, the type as code in front. */
  readonly throws: readonly string[];
  /** The code of each `@example`. */
  readonly examples: readonly string[];
  /** Tags that this house does not use, or uses otherwise. */
  readonly problems: readonly string[];
}

/** A property, method or constructor of a symbol, also one inside the type of another: `place.surah`. */
export interface ApiMember {
  readonly path: string;
  readonly kind: 'property' | 'method';
  readonly isOptional: boolean;
  /** Whether its type is one literal: what tells the variants of a union apart needs no words. */
  readonly isLiteral: boolean;
  /** Of a property its type, of a method its signature; without comments, what is nested as `{ … }`. */
  readonly type: string;
  readonly doc: Doc | undefined;
}

/** What a door exports. */
export interface ApiSymbol {
  readonly name: string;
  readonly kind: 'function' | 'interface' | 'class' | 'type' | 'constant';
  /** The declaration without comments. */
  readonly code: string;
  readonly doc: Doc | undefined;
  readonly members: readonly ApiMember[];
  /** Types that it names and that are declared or imported beside it, so no types of the platform. */
  readonly uses: readonly string[];
  /** Whether `any` stands in it. */
  readonly hasAny: boolean;
}

/** A published door, with what it exports by name. */
export interface ApiDoor {
  /** As it is imported: `@parqueue/sdk/schema`. */
  readonly specifier: string;
  /** Its name in file names: `schema`. */
  readonly name: string;
  readonly symbols: readonly ApiSymbol[];
  /** What it exports, and another door is the home of: name → that door's name. */
  readonly borrowed: ReadonlyMap<string, string>;
}
