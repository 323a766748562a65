// The calls of a page that is built with TanStack Query, and of one that is built with refine.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { QueryClient } from '@tanstack/react-query';
import { authProvider, dataProvider } from './refine';
import { API, ApiError, authorizedFetch, signIn, signOut } from './session';
import { changeTask, task, taskList } from './tasks';

const PASSWORD = 'correct horse battery';
const email = `ada${Date.now()}@example.com`;
let house: number;

async function post(path: string, body: unknown): Promise<any> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await authorizedFetch(
    new Request(API + path, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  assert.ok(response.ok, await response.clone().text());
  return (await response.json()).data;
}

before(async () => {
  await post('/auth/signup', { email, password: PASSWORD, name: 'Ada' });
  await signIn(email, PASSWORD);
  const client = await post('/clients', { name: 'Ada' });
  house = (await post('/projects', { name: 'House', client_id: client.id })).id;
  const rows = Array.from({ length: 100 }, (_, n) => ({ title: `t${n}`, project_id: n < 60 ? house : null }));
  await post('/tasks/bulk', rows);
});

test('session: a wrong password is an error with code', async () => {
  await assert.rejects(signIn(email, 'wrong'), (error) => error instanceof ApiError && error.code === 'INVALID_CREDENTIALS');
  await signIn(email, PASSWORD);
});

test('TanStack Query: all pages, one row, a change and a conflict', async () => {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { pages } = await cache.fetchInfiniteQuery({ ...taskList({ view: 'open' }), pages: 10 });
  assert.deepEqual(pages.map((page) => page.tasks.length), [50, 50]);
  assert.equal(new Set(pages.flatMap((page) => page.tasks.map((t) => t.id))).size, 100);
  const found = await cache.fetchInfiniteQuery(taskList({ q: 't7' }));
  assert.equal(found.pages[0]!.tasks.length, 1);

  const { row, etag } = await cache.fetchQuery(task(1));
  assert.ok(etag);
  const id = row.id!;
  const change = cache.getMutationCache().build(cache, changeTask(cache));
  const changed = await change.execute({ id, etag, body: { title: 'first' } });
  assert.equal(changed.row.title, 'first');
  assert.deepEqual(cache.getQueryData(task(id).queryKey), changed);
  const late = cache.getMutationCache().build(cache, changeTask(cache));
  await assert.rejects(
    late.execute({ id, etag, body: { title: 'second' } }),
    (error) => error instanceof ApiError && error.status === 412,
  );
  await assert.rejects(cache.fetchQuery(task(4711)), (error) => error instanceof ApiError && error.code === 'NOT_FOUND');
});

test('refine: lists with filters, order and pages', async () => {
  const { getList, getMany, getOne } = dataProvider;
  const list = await getList({
    resource: 'tasks',
    pagination: { currentPage: 2, pageSize: 25 },
    sorters: [{ field: 'project.name', order: 'desc' }, { field: 'id', order: 'asc' }],
    filters: [{ field: 'project_id', operator: 'eq', value: house }],
    meta: { include: 'project.client' },
  });
  assert.equal(list.total, 60);
  assert.equal(list.data.length, 25);
  assert.equal(list.data[0]!['project'].client.name, 'Ada');
  const titles = async (...filters: NonNullable<Parameters<typeof getList>[0]['filters']>) =>
    (await getList({ resource: 'tasks', filters, sorters: [{ field: 'id', order: 'asc' }] })).data.map((t) => t['title']);
  assert.deepEqual(await titles({ field: 'title', operator: 'in', value: ['t5', 't6', 'a, "b"'] }), ['t5', 't6']);
  assert.deepEqual(await titles({ field: 'title', operator: 'contains', value: 'T77' }), ['t77']);
  assert.deepEqual(await titles({ field: 'title', operator: 'containss', value: 'T77' }), []);
  assert.deepEqual(await titles({ field: 'q', operator: 'eq', value: 't8' }), ['t8']);
  assert.deepEqual(await titles({ field: 'view', operator: 'eq', value: 'urgent' }), []);
  assert.equal((await titles({ field: 'due_on', operator: 'null', value: true })).length, 10);
  assert.deepEqual(
    await titles({
      operator: 'or',
      value: [
        { field: 'title', operator: 'eq', value: 't9' },
        { operator: 'and', value: [
          { field: 'title', operator: 'in', value: ['t10', 't70'] },
          { field: 'project_id', operator: 'nnull', value: true },
        ] },
      ],
    }),
    ['t9', 't10'],
  );
  await assert.rejects(titles({ field: 'title', operator: 'ncontains', value: 'x' }), /no counterpart/);
  const [first, second] = list.data;
  assert.deepEqual(
    (await getMany!({ resource: 'tasks', ids: [first!.id!, second!.id!] })).data.map((t) => t.id).sort(),
    [first!.id, second!.id].sort(),
  );
  assert.equal((await getOne({ resource: 'tasks', id: first!.id!, meta: { include: 'project' } })).data['project'].name, 'House');
});

test('refine: writes, and errors at the fields', async () => {
  const { create, createMany, deleteMany, deleteOne, getOne, update, updateMany } = dataProvider;
  const { data: one } = await create({ resource: 'tasks', variables: { title: 'one' } });
  assert.equal((await update({ resource: 'tasks', id: one.id!, variables: { priority: 'low' } })).data['priority'], 'low');
  await assert.rejects(create({ resource: 'tasks', variables: { title: '' } }), (error: any) => {
    assert.equal(error.statusCode, 400);
    assert.match(error.errors.title, /title must/);
    return true;
  });
  const { data: more } = await createMany!({ resource: 'tasks', variables: [{ title: 'two' }, { title: 'three' }] });
  const ids = more.map((t) => t.id!);
  assert.deepEqual(
    (await updateMany!({ resource: 'tasks', ids, variables: { priority: 'high' } })).data.map((t) => t['priority']),
    ['high', 'high'],
  );
  await deleteOne({ resource: 'tasks', id: one.id! });
  await deleteMany!({ resource: 'tasks', ids });
  await assert.rejects(getOne({ resource: 'tasks', id: ids[0]! }), (error: any) => error.statusCode === 404);
});

test('refine: sign-in', async () => {
  assert.equal((await authProvider.login({ email, password: 'wrong' })).success, false);
  assert.deepEqual(await authProvider.login({ email, password: PASSWORD }), { success: true, redirectTo: '/' });
  assert.equal(((await authProvider.getIdentity!()) as { email: string }).email, email);
  assert.deepEqual(await authProvider.getPermissions!(), []);
  assert.deepEqual(await authProvider.check(), { authenticated: true });
  assert.equal((await authProvider.onError({ statusCode: 401 })).logout, true);
  await authProvider.logout({});
  assert.equal((await authProvider.check()).authenticated, false);
  await signOut();
});
