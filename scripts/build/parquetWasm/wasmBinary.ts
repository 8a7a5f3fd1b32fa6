/** What lies in memory at the start, from an address on. */
export interface DataSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** The parts of a WASM module that are cut (https://webassembly.github.io/spec/core/binary/modules.html). */
export interface WasmParts {
  /** Bodies, without their lengths, in order. */
  readonly functions: readonly Uint8Array[];
  readonly data: readonly DataSegment[];
}

const CODE = 10;
const DATA = 11;
const DATA_COUNT = 12;

/** @throws {Error} when the module has another kind of data than active segments at fixed addresses. */
export function readParts(module: Uint8Array): WasmParts {
  const functions = readFunctions(module);
  const section = sectionOf(module, DATA);
  const data = Array.from({ length: section.u32() }, () => {
    const isActive = section.u32() === 0 && section.u32() === I32_CONST;
    const address = section.u32();
    if (!isActive || section.u32() !== END) throw new Error('WASM: a data segment is not of the known kind');
    return { address, bytes: section.bytes(section.u32()) };
  });
  return { functions, data };
}

const I32_CONST = 0x41;
const END = 0x0b;

/** The bodies of the functions that the module does not import, without their lengths, in order. */
export function readFunctions(module: Uint8Array): readonly Uint8Array[] {
  const code = sectionOf(module, CODE);
  return Array.from({ length: code.u32() }, () => code.bytes(code.u32()));
}

/** The module with other bodies, as many as before, and other data. */
export function withParts(module: Uint8Array, { functions, data }: WasmParts): Uint8Array<ArrayBuffer> {
  const replaced = new Map<number, Uint8Array>([
    [CODE, vector(functions.map((body) => [...u32(body.length), ...body]))],
    [
      DATA,
      vector(
        data.map(({ address, bytes }) => [
          0,
          I32_CONST,
          ...i32(address),
          END,
          ...u32(bytes.length),
          ...bytes,
        ]),
      ),
    ],
    [DATA_COUNT, Uint8Array.from(u32(data.length))],
  ]);
  const sections = sectionsOf(module).flatMap(({ id, content }) => {
    const bytes = replaced.get(id) ?? content;
    return [Uint8Array.of(id, ...u32(bytes.length)), bytes];
  });
  return Buffer.concat([module.subarray(0, HEADER_BYTES), ...sections]);
}

const HEADER_BYTES = 8;

const vector = (items: readonly (readonly number[])[]): Uint8Array =>
  Buffer.concat([u32(items.length), ...items].map((item) => Uint8Array.from(item)));

function sectionsOf(module: Uint8Array): { readonly id: number; readonly content: Uint8Array }[] {
  const sections = [];
  for (const reader = new Reader(module, HEADER_BYTES); reader.at < module.length; )
    sections.push({ id: reader.u32(), content: reader.bytes(reader.u32()) });
  return sections;
}

function sectionOf(module: Uint8Array, id: number): Reader {
  const section = sectionsOf(module).find((one) => one.id === id);
  if (section === undefined) throw new Error(`WASM: there is no section ${id}`);
  return new Reader(section.content);
}

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** LEB128. Addresses, which are signed, are below 2^31. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  bytes(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

function u32(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** As `u32`, with a last byte whose sign bit is clear. */
function i32(value: number): number[] {
  const bytes = u32(value);
  const last = bytes.pop() ?? 0;
  return last & 0x40 ? [...bytes, last | 0x80, 0] : [...bytes, last];
}

/** Every number that a body may hold as a constant, and some that only look like one. */
export function constantsIn(body: Uint8Array): number[] {
  const constants: number[] = [];
  body.forEach((byte, at) => {
    if (byte === I32_CONST) constants.push(new Reader(body, at + 1).u32());
  });
  return constants;
}
