import {
  BINARY,
  FALSE,
  I32,
  I64,
  LIST,
  STRUCT,
  type ThriftStruct,
  type ThriftValue,
  TRUE,
} from '@parqueue/schema/thrift';
import { InvalidShard } from './invalidShard.ts';

/** Tolerates no byte that is not UTF-8: a name that two readers read differently is no name. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What can be named in the words of an error. */
export interface Place {
  readonly where: string;
}

/**
 * Reads fields of a struct by id, each of the type that it must have. All numbers that are asked for are counts, sizes, offsets or values
 * of enumerations, and so at least 0.
 *
 * Every method throws `InvalidShard` for a field of another type, and for one that is missing unless it is optional.
 */
export class ThriftFields {
  readonly tree: ThriftStruct;
  readonly #name: string;
  readonly #index: number | undefined;
  readonly #parent: Place | undefined;

  /** @param name what the struct is in its parent, and which of several */
  constructor(tree: ThriftStruct, name: string, parent?: Place, index?: number) {
    this.tree = tree;
    this.#name = name;
    this.#parent = parent;
    this.#index = index;
  }

  /** Names the struct in words; made when it is asked for, which is hardly ever. */
  get where(): string {
    const own = this.#index === undefined ? this.#name : `${this.#name} ${this.#index}`;
    return this.#parent === undefined ? own : `${this.#parent.where}: ${own}`;
  }

  optionalInt32(id: number, what: string): number | undefined {
    return this.#number(id, what, I32);
  }

  int32(id: number, what: string): number {
    return this.#number(id, what, I32) ?? this.#missing(what);
  }

  optionalInt64(id: number, what: string): number | undefined {
    return this.#number(id, what, I64);
  }

  int64(id: number, what: string): number {
    return this.#number(id, what, I64) ?? this.#missing(what);
  }

  optionalFlag(id: number, what: string): boolean | undefined {
    const type = this.tree.get(id)?.type;
    if (type === undefined) return undefined;
    return type === TRUE || type === FALSE ? type === TRUE : this.#wrong(what, 'a boolean');
  }

  optionalBytes(id: number, what: string): Uint8Array | undefined {
    const field = this.tree.get(id);
    if (field === undefined) return undefined;
    const isBytes = field.type === BINARY && field.value instanceof Uint8Array;
    return isBytes ? (field.value as Uint8Array) : this.#wrong(what, 'bytes');
  }

  text(id: number, what: string): string {
    return this.#decoded(this.optionalBytes(id, what) ?? this.#missing(what), what);
  }

  optionalStruct(id: number, what: string): ThriftFields | undefined {
    const field = this.tree.get(id);
    if (field === undefined) return undefined;
    return field.value instanceof Map
      ? new ThriftFields(field.value, what, this)
      : this.#wrong(what, 'a struct');
  }

  struct(id: number, what: string): ThriftFields {
    return this.optionalStruct(id, what) ?? this.#missing(what);
  }

  structs(id: number, what: string): readonly ThriftFields[] {
    const values = this.#list(id, what, (type) => type === STRUCT);
    return values.map((value, i) => new ThriftFields(value as ThriftStruct, what, this, i));
  }

  int32s(id: number, what: string): readonly number[] {
    const values = this.#list(id, what, (type) => type === I32);
    return values.map((value) =>
      isSize(value) ? value : this.#wrong(what, 'a list of whole numbers from 0'),
    );
  }

  texts(id: number, what: string): readonly string[] {
    const values = this.#list(id, what, (type) => type === BINARY);
    return values.map((value) => this.#decoded(value as Uint8Array, what));
  }

  /** Of exactly its type: readers that were made of the format's own definition take a field of another for none. */
  #number(id: number, what: string, type: number): number | undefined {
    const field = this.tree.get(id);
    if (field === undefined) return undefined;
    if (field.type === type && isSize(field.value)) return field.value;
    return this.#wrong(what, `a whole number from 0 in ${type === I32 ? 32 : 64} bits`);
  }

  #list(id: number, what: string, isWanted: (elementType: number) => boolean): readonly ThriftValue[] {
    const { type, value } = this.tree.get(id) ?? this.#missing(what);
    if (type !== LIST || typeof value !== 'object' || !('elementType' in value))
      return this.#wrong(what, 'a list');
    const isOfKind = value.values.length === 0 || isWanted(value.elementType);
    return isOfKind ? value.values : this.#wrong(what, 'a list of its kind');
  }

  #decoded(bytes: Uint8Array, what: string): string {
    try {
      return decoder.decode(bytes);
    } catch {
      return this.#wrong(what, 'UTF-8');
    }
  }

  #wrong(what: string, expected: string): never {
    throw new InvalidShard('malformed', `${this.where}: ${what} is not ${expected}`);
  }

  #missing(what: string): never {
    throw new InvalidShard('malformed', `${this.where}: ${what} is missing`);
  }
}

const isSize = (value: ThriftValue): value is number => typeof value === 'number' && value >= 0;
