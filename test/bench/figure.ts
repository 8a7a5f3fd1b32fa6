/** One measured figure, with what it was measured against in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same work by something known, measured in the same run. */
  readonly reference?: { readonly name: string; readonly value: number } | undefined;
  /** What it is designed for. */
  readonly goal?: string;
}
