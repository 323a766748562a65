import {
  HttpError,
  type CreateParams,
  type DataProvider,
  type DeleteManyParams,
  type DeleteParams,
  type GetListParams,
  type GetListResult,
  type GetManyParams,
  type GetManyReferenceParams,
  type GetOneParams,
  type Identifier,
  type RaRecord,
  type UpdateManyParams,
  type UpdateParams,
} from 'react-admin';
import { addFilter, addSelection, addSort, listText, type FreeholdMeta } from './query.js';
import type { FreeholdOptions, Session } from './session.js';
import { RowVersions } from './versions.js';

interface Pagination {
  total?: number;
  totalRelation?: 'eq' | 'gte';
  nextCursor: string | null;
}

/** The largest page unless the spec says another, and the most values of a list of ids. */
const MAX_LIMIT = 100;

/** The most rows of a bulk write, and the most operations of a batch. */
const MAX_ROWS = 100;
const MAX_OPERATIONS = 50;

/** The fields that the server sets when a row is created. */
const SET_BY_SERVER = new Set(['id', 'user_id', 'team_id', 'created_at', 'updated_at']);

/** Reads and writes the rows of a Freehold server. */
export function freeholdDataProvider(session: Session, options: FreeholdOptions): DataProvider {
  const versions = new RowVersions();
  session.onEnd(() => versions.clear());

  const rowPath = (resource: string, id: Identifier) => `/${resource}/${encodeURIComponent(id)}`;
  const limitOf = (resource: string) => options.limits?.[resource] ?? MAX_LIMIT;

  /** Reads one row and remembers its version. */
  async function readRow<Row extends RaRecord>(
    resource: string,
    id: Identifier,
    meta: FreeholdMeta | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Row> {
    const query = new URLSearchParams();
    addSelection(query, meta);
    const { data, etag } = await session.request<Row>(rowPath(resource, id), { query, signal });
    versions.set(resource, data, etag);
    return data;
  }

  async function readPage<Row extends RaRecord>(
    resource: string,
    query: URLSearchParams,
    signal: AbortSignal | undefined,
  ): Promise<{ rows: Row[]; pagination: Pagination }> {
    const { data } = await session.request<Record<string, unknown>>(`/${resource}`, { query, signal });
    return { rows: data[resource] as Row[], pagination: data['pagination'] as Pagination };
  }

  /** A page of react-admin may be longer than one of the server: cursors lead to its other rows. */
  async function getList<Row extends RaRecord>(
    resource: string,
    params: GetListParams,
  ): Promise<GetListResult<Row>> {
    const meta = params.meta as FreeholdMeta | undefined;
    const query = new URLSearchParams();
    addFilter(query, (params.filter ?? {}) as object);
    addSort(query, params.sort);
    addSelection(query, meta);
    const { page, perPage } = params.pagination ?? { page: 1, perPage: limitOf(resource) };
    const limit = Math.min(perPage, limitOf(resource));
    const first = (page - 1) * perPage;
    query.set('page', String(Math.floor(first / limit) + 1));
    query.set('limit', String(limit));
    query.set('count', meta?.count ?? 'exact');
    const { rows, pagination } = await readPage<Row>(resource, query, params.signal);
    const data = rows.slice(first % limit);
    let cursor = pagination.nextCursor;
    query.delete('page');
    query.set('count', 'none');
    while (cursor !== null && data.length < perPage) {
      query.set('cursor', cursor);
      query.set('limit', String(Math.min(limit, perPage - data.length)));
      const next = await readPage<Row>(resource, query, params.signal);
      data.push(...next.rows);
      cursor = next.pagination.nextCursor;
    }
    const pageInfo = {
      hasNextPage: cursor !== null || data.length > perPage,
      hasPreviousPage: page > 1,
    };
    const { total, totalRelation } = pagination;
    return total === undefined || totalRelation === 'gte'
      ? { data: data.slice(0, perPage), pageInfo }
      : { data: data.slice(0, perPage), total, pageInfo };
  }

  /** The rows of a list of ids. */
  async function readMany<Row extends RaRecord>(
    resource: string,
    ids: Identifier[],
    meta: FreeholdMeta | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Row[]> {
    const query = new URLSearchParams({ 'id[in]': listText(ids), limit: String(ids.length), count: 'none' });
    addSelection(query, meta);
    const { rows } = await readPage<Row>(resource, query, signal);
    // The default of a named filter applies to a list and not to one row.
    const found = new Set(rows.map((row) => String(row.id)));
    const rest = await Promise.all(
      ids
        .filter((id) => !found.has(String(id)))
        .map((id) => readRow<Row>(resource, id, meta, signal).catch(nullIfMissing)),
    );
    return [...rows, ...rest.filter((row) => row !== null)];
  }

  const precondition = (resource: string, row: RaRecord | undefined): Record<string, string> => {
    const etag = row && versions.get(resource, row);
    return etag ? { 'If-Match': etag } : {};
  };

  return {
    supportAbortSignal: true,

    getList,

    async getOne<Row extends RaRecord>(resource: string, params: GetOneParams<Row>) {
      const { id, meta, signal } = params;
      return { data: await readRow<Row>(resource, id, meta as FreeholdMeta | undefined, signal) };
    },

    async getMany<Row extends RaRecord>(resource: string, params: GetManyParams<Row>) {
      const { meta, signal } = params;
      const ids = [...new Map(params.ids.map((id) => [String(id), id])).values()];
      const rows = await Promise.all(
        chunked(ids, Math.min(MAX_LIMIT, limitOf(resource))).map((chunk) =>
          readMany<Row>(resource, chunk, meta as FreeholdMeta | undefined, signal),
        ),
      );
      return { data: rows.flat() };
    },

    getManyReference<Row extends RaRecord>(resource: string, params: GetManyReferenceParams) {
      const filter = { ...(params.filter as object), [params.target]: params.id };
      return getList<Row>(resource, { ...params, filter });
    },

    async create<Row extends RaRecord>(resource: string, params: CreateParams) {
      const { data, etag } = await session.request<Row>(`/${resource}`, {
        method: 'POST',
        body: given(params.data),
      });
      versions.set(resource, data, etag);
      return { data };
    },

    /** Sends the fields that differ from `previousData`, and `If-Match` if the version of that row is known. */
    async update<Row extends RaRecord>(resource: string, params: UpdateParams<Row>) {
      const { data, etag } = await session.request<Row>(rowPath(resource, params.id), {
        method: 'PATCH',
        headers: precondition(resource, params.previousData),
        body: changed(params.data, params.previousData),
      });
      versions.set(resource, data, etag);
      return { data };
    },

    /** Changes up to 100 rows at a time, all of them or none. */
    async updateMany(resource: string, params: UpdateManyParams) {
      for (const ids of chunked(params.ids, MAX_ROWS)) {
        await session.request(`/${resource}/bulk`, {
          method: 'PATCH',
          body: ids.map((id) => ({ ...params.data, id })),
        });
      }
      return { data: params.ids };
    },

    /** With `If-Match` if the version of `previousData` is known. */
    async delete<Row extends RaRecord>(resource: string, params: DeleteParams<Row>) {
      await session.request(rowPath(resource, params.id), {
        method: 'DELETE',
        headers: precondition(resource, params.previousData),
      });
      return { data: params.previousData ?? ({ id: params.id } as Row) };
    },

    /**
     * Deletes up to 50 rows at a time, all of them or none. A deletion by query would leave out the rows that
     * the caller may not delete, and those that the default of a named filter hides.
     */
    async deleteMany<Row extends RaRecord>(resource: string, params: DeleteManyParams<Row>) {
      for (const ids of chunked(params.ids, MAX_OPERATIONS)) {
        await session.request('/batch', {
          method: 'POST',
          body: { operations: ids.map((id) => ({ method: 'DELETE', path: rowPath(resource, id) })) },
        });
      }
      return { data: params.ids };
    },
  };
}

/** What a new row gets: an input that nobody touched is null, and the field then has its default. */
function given(data: object): object {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** The fields with another value than before; without the row before, all that a client can write. */
function changed(data: object, previous: RaRecord | undefined): object {
  return Object.fromEntries(
    Object.entries(data).filter(([field, value]) =>
      previous === undefined
        ? value !== undefined && !SET_BY_SERVER.has(field)
        : value !== undefined && JSON.stringify(value) !== JSON.stringify(previous[field]),
    ),
  );
}

function nullIfMissing(error: unknown): null {
  if (error instanceof HttpError && error.status === 404) {
    return null;
  }
  throw error;
}

function chunked<T>(values: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < values.length; from += size) {
    chunks.push(values.slice(from, from + size));
  }
  return chunks;
}
