import type { SortPayload } from 'react-admin';

const OPERATORS = new Set([
  'eq', 'ne', 'in', 'nin', 'gt', 'gte', 'lt', 'lte', 'between',
  'contains', 'icontains', 'startsWith', 'endsWith', 'null',
]);

/** `{ meta }` of a call. */
export interface FreeholdMeta {
  /** Related rows to add: `project`, `['project.client', 'notes.count']`. */
  include?: string | readonly string[];
  /** The fields of the answer; `id` is always one of them. */
  fields?: string | readonly string[];
  /** How rows are counted: `exact` is the default; of `none` react-admin knows only whether a page follows. */
  count?: 'exact' | 'estimated' | 'none';
}

/**
 * Adds the conditions of a filter.
 *
 * - `{ status: 'open' }` is `status=open`: a field, a named filter, or `q`, the search.
 * - `{ 'title[icontains]': 'milk' }`, and `{ title: { icontains: 'milk' } }`, which is what a form makes of an
 *   input with that source, are `title[icontains]=milk`.
 * - `{ project: { client: { name: 'Ada' } } }` is `project.client.name=Ada`.
 * - A list of values is one of them: `{ id: [1, 2] }` is `id[in]=1,2`.
 * - Null, undefined and an empty text are an empty input and no condition; `{ 'due_on[null]': true }` is one.
 */
export function addFilter(to: URLSearchParams, filter: object, path = ''): void {
  for (const [key, value] of Object.entries(filter) as [string, unknown][]) {
    const isOperator = path !== '' && OPERATORS.has(key) && !isPlainObject(value);
    const name = path === '' ? key : isOperator ? `${path}[${key}]` : `${path}.${key}`;
    if (value === null || value === undefined || value === '') {
      continue;
    } else if (Array.isArray(value)) {
      to.append(name.endsWith(']') ? name : `${name}[in]`, listText(value));
    } else if (isPlainObject(value)) {
      addFilter(to, value, name);
    } else {
      to.append(name, text(value));
    }
  }
}

/** `in`, `nin` and `between` take values with commas between them. */
export function listText(values: readonly unknown[]): string {
  return values
    .map(text)
    .map((value) =>
      value === '' || /[,"()]|^\s|\s$/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value,
    )
    .join(',');
}

export function addSort(to: URLSearchParams, sort: SortPayload | undefined): void {
  if (sort !== undefined) {
    const sign = sort.order === 'DESC' ? '-' : '';
    to.set('sort', sort.field.split(',').map((field) => sign + field.trim()).join(','));
  }
}

export function addSelection(to: URLSearchParams, meta: FreeholdMeta | undefined): void {
  if (meta?.include !== undefined) {
    to.set('include', names(meta.include).join(','));
  }
  if (meta?.fields !== undefined) {
    to.set('fields', [...new Set(['id', ...names(meta.fields)])].join(','));
  }
}

function names(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? value.split(',') : value;
}

function text(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Array.isArray(value);
}
