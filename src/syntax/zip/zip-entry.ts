/** A file in a ZIP archive, as the central directory tells it. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored as it is; 8: deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  /** Where its local header starts, and where what comes next in the archive does. */
  readonly headerOffset: number;
  readonly limitOffset: number;
}

export type ZipRead =
  | { readonly kind: 'zip'; readonly entries: ReadonlyMap<string, ZipEntry> }
  /** `isUnsafe`: it is whole, but made so that two programs may read different things from it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isUnsafe: boolean };
