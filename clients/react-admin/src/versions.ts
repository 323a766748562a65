import type { Identifier } from 'react-admin';

interface VersionedRow {
  id: Identifier;
  updated_at?: unknown;
}

/**
 * The entity tags of rows as they were read. A tag is that of one reading: a form that was opened before a
 * newer one sends the older tag, and is told of the conflict.
 */
export class RowVersions {
  static readonly #MAX = 1_000;
  readonly #tags = new Map<string, string>();

  set(resource: string, row: VersionedRow, etag: string | null): void {
    if (etag === null || row.updated_at === undefined) {
      return;
    }
    const key = RowVersions.#key(resource, row);
    this.#tags.delete(key);
    this.#tags.set(key, etag);
    for (const oldest of this.#tags.keys()) {
      if (this.#tags.size <= RowVersions.#MAX) {
        break;
      }
      this.#tags.delete(oldest);
    }
  }

  get(resource: string, row: VersionedRow): string | undefined {
    return this.#tags.get(RowVersions.#key(resource, row));
  }

  clear(): void {
    this.#tags.clear();
  }

  static #key(resource: string, row: VersionedRow): string {
    return JSON.stringify([resource, row.id, row.updated_at]);
  }
}
