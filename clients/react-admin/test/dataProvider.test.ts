import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { HttpError, type DataProvider, type RaRecord } from 'react-admin';
import { freehold, type FreeholdOptions } from '../dist/index.js';
import { newPerson, PASSWORD, startServer, type Server } from './server.js';

interface Project extends RaRecord {
  id: number;
  name: string;
  budget: string | null;
  views: string | null;
  updated_at: string;
}

let server: Server;
let api: DataProvider;
let sent: { method: string; path: string; headers: Headers; body: string }[] = [];

before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function signedIn(options: Partial<FreeholdOptions> = {}): Promise<DataProvider> {
  const { dataProvider, authProvider } = freehold({
    url: server.url,
    fetch: (url, init) => {
      sent.push({
        method: init?.method ?? 'GET',
        path: decodeURIComponent(String(url).slice(server.url.length)),
        headers: new Headers(init?.headers),
        body: String(init?.body ?? ''),
      });
      return fetch(url, init);
    },
    ...options,
  });
  await authProvider.login({ username: await newPerson(server), password: PASSWORD });
  sent = [];
  return dataProvider;
}

beforeEach(async () => {
  api = await signedIn();
});

async function project(name: string, rest: object = {}): Promise<Project> {
  return (await api.create<Project>('projects', { data: { name, ...rest } })).data;
}

async function task(title: string, rest: object = {}): Promise<RaRecord> {
  return (await api.create<RaRecord>('tasks', { data: { title, ...rest } })).data;
}

/** Creates up to 100 rows with one request, which no data provider of react-admin does. */
async function createMany(resource: string, rows: object[]): Promise<RaRecord[]> {
  await list({});
  const response = await fetch(`${server.url}/${resource}/bulk`, {
    method: 'POST',
    headers: {
      'Authorization': sent.at(-1)!.headers.get('Authorization')!,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(rows),
  });
  assert.equal(response.status, 201);
  const { data } = (await response.json()) as { data: Record<string, RaRecord[]> };
  return data[resource]!;
}

const list = (filter: object, rest: object = {}) =>
  api.getList('tasks', {
    pagination: { page: 1, perPage: 10 },
    sort: { field: 'title', order: 'ASC' },
    filter,
    ...rest,
  });
const titles = (rows: RaRecord[]) => rows.map((row) => row['title'] as string);

async function httpError(action: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await action.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HttpError, String(error));
  return error;
}

test('getList: page, order and total', async () => {
  for (const title of ['a', 'b', 'c', 'd', 'e']) {
    await task(title);
  }
  const second = await list({}, { pagination: { page: 2, perPage: 2 }, sort: { field: 'title', order: 'DESC' } });
  assert.deepEqual(titles(second.data), ['c', 'b']);
  assert.equal(second.total, 5);
  assert.deepEqual(second.pageInfo, { hasNextPage: true, hasPreviousPage: true });
  const last = await list({}, { pagination: { page: 3, perPage: 2 } });
  assert.deepEqual(titles(last.data), ['e']);
  assert.equal(last.pageInfo?.hasNextPage, false);
});

test('getList: conditions, operators, lists, search and named filters', async () => {
  const house = await project('House');
  await task('Buy milk', { due_on: '2026-12-01', tags: ['shop'] });
  await task('Buy, "bread"', { done: true, project_id: house.id });
  await task('Call Ada', { project_id: house.id });
  const found = async (filter: object) => titles((await list(filter)).data);
  assert.deepEqual(await found({}), ['Buy milk', 'Call Ada']);
  assert.deepEqual(await found({ view: 'all' }), ['Buy milk', 'Buy, "bread"', 'Call Ada']);
  assert.deepEqual(await found({ 'title[icontains]': 'MILK' }), ['Buy milk']);
  assert.deepEqual(await found({ title: { icontains: 'MILK' } }), ['Buy milk']);
  assert.deepEqual(await found({ q: 'ada' }), ['Call Ada']);
  assert.deepEqual(await found({ title: ['Call Ada', 'Buy, "bread"'], view: 'all' }), ['Buy, "bread"', 'Call Ada']);
  assert.deepEqual(await found({ project: { name: { startsWith: 'Ho' } } }), ['Call Ada']);
  assert.deepEqual(await found({ 'due_on[between]': ['2026-11-30', '2026-12-02'] }), ['Buy milk']);
  assert.deepEqual(await found({ 'due_on[null]': true }), ['Call Ada']);
  assert.deepEqual(await found({ 'tags[contains]': 'shop' }), ['Buy milk']);
  assert.deepEqual(await found({ title: '', due_on: null, project_id: undefined }), ['Buy milk', 'Call Ada']);
  assert.deepEqual(await found({ 'id[in]': [] }), []);
  assert.deepEqual(await found({ or: '(title.eq.Call Ada,title.icontains.milk)' }), ['Buy milk', 'Call Ada']);
});

test('getList: a page that is longer than one of the server', async () => {
  for (let i = 100; i < 350; i += 50) {
    await createMany('tasks', Array.from({ length: 50 }, (_, n) => ({ title: `t${i + n}` })));
  }
  sent = [];
  const all = await list({}, { pagination: { page: 1, perPage: 1000 } });
  assert.deepEqual(titles(all.data), Array.from({ length: 250 }, (_, n) => `t${100 + n}`));
  assert.equal(all.total, 250);
  assert.equal(sent.length, 3);
  const third = await list({}, { pagination: { page: 2, perPage: 120 } });
  assert.deepEqual(titles(third.data), Array.from({ length: 120 }, (_, n) => `t${220 + n}`));
  assert.deepEqual(third.pageInfo, { hasNextPage: true, hasPreviousPage: true });
});

test('getList: one request for up to 1,000 rows where the spec says so', async () => {
  api = await signedIn({ limits: { projects: 1000 } });
  for (let i = 100; i < 220; i += 60) {
    await createMany('projects', Array.from({ length: 60 }, (_, n) => ({ name: `p${i + n}` })));
  }
  sent = [];
  const all = await api.getList('projects', {
    pagination: { page: 1, perPage: 1000 },
    sort: { field: 'name', order: 'ASC' },
    filter: {},
  });
  assert.equal(all.data.length, 120);
  assert.equal(sent.length, 1);
});

test('getList: include, fields and count', async () => {
  const house = await project('House');
  await task('a', { project_id: house.id });
  await task('b');
  const rows = await list({}, { meta: { include: 'project', fields: ['title', 'project_id'] } });
  assert.deepEqual(Object.keys(rows.data[0] as object).sort(), ['id', 'project', 'project_id', 'title']);
  assert.equal((rows.data[0] as { project: Project }).project.name, 'House');
  const uncounted = await list({}, { meta: { count: 'none' }, pagination: { page: 1, perPage: 1 } });
  assert.equal(uncounted.total, undefined);
  assert.deepEqual(uncounted.pageInfo, { hasNextPage: true, hasPreviousPage: false });
});

test('getOne and getMany: rows by id, also those that a named filter hides', async () => {
  const open = await task('open');
  const done = await task('done', { done: true });
  assert.equal((await api.getOne('tasks', { id: open.id })).data['title'], 'open');
  assert.equal((await httpError(api.getOne('tasks', { id: '018f0000-0000-7000-8000-000000000000' }))).status, 404);
  const missing = '018f0000-0000-7000-8000-000000000001';
  const many = await api.getMany('tasks', { ids: [done.id, open.id, missing, open.id] });
  assert.deepEqual(titles(many.data).sort(), ['done', 'open']);
  const projects: RaRecord[] = [];
  for (let i = 100; i < 230; i += 65) {
    projects.push(...(await createMany('projects', Array.from({ length: 65 }, (_, n) => ({ name: `p${i + n}` })))));
  }
  sent = [];
  const all = await api.getMany('projects', { ids: projects.map((p) => p.id) });
  assert.equal(all.data.length, 130);
  assert.equal(sent.length, 2);
  assert.deepEqual((await api.getMany('projects', { ids: [] })).data, []);
  const unknown = Array.from({ length: 100 }, (_, n) => 1_000_000 + n);
  assert.deepEqual((await api.getMany('projects', { ids: unknown })).data, []);
});

test('getManyReference: the rows that refer to a row', async () => {
  const house = await project('House');
  await task('a', { project_id: house.id });
  await task('b');
  const rows = await api.getManyReference('tasks', {
    target: 'project_id',
    id: house.id,
    pagination: { page: 1, perPage: 10 },
    sort: { field: 'title', order: 'ASC' },
    filter: { q: 'a' },
  });
  assert.deepEqual(titles(rows.data), ['a']);
  assert.equal(rows.total, 1);
});

test('create: an input that nobody touched has the default; digits stay exact', async () => {
  const created = await task('a', { done: null, due_on: null });
  assert.equal(created['done'], false);
  const exact = { budget: '12345678901234567890.123456789012345678', views: '9007199254740993' };
  const row = await project('Exact', exact);
  const { budget, views } = (await api.getOne<Project>('projects', { id: row.id })).data;
  assert.deepEqual({ budget, views }, exact);
});

test('create: the faults of a body are the errors of the form', async () => {
  await project('Taken');
  const faulty = await httpError(project('x', { budget: -1 }));
  assert.equal(faulty.status, 400);
  const errors = faulty.body.errors as Record<string, unknown>;
  assert.match(errors['name'] as string, /^name must have/);
  assert.match(errors['budget'] as string, /^budget must/);
  assert.equal((errors['root'] as { serverError: string }).serverError, faulty.message);
  assert.equal(faulty.body.error.details.length, 2);
  const taken = await httpError(project('Taken'));
  assert.equal(taken.status, 409);
  assert.ok(taken.body.errors.name);
  const element = await httpError(task('a', { tags: ['ok', 'far too long for a tag'] }));
  assert.match(element.body.errors.tags['1'], /at most 10/);
});

test('update: sends what has changed, with If-Match', async () => {
  const created = await project('House', { budget: '10' });
  const { data: read } = await api.getOne<Project>('projects', { id: created.id });
  sent = [];
  const { data } = await api.update<Project>('projects', {
    id: read.id,
    data: { ...read, name: 'Home' },
    previousData: read,
  });
  assert.equal(data.name, 'Home');
  assert.equal(sent[0]?.method, 'PATCH');
  assert.deepEqual(JSON.parse(sent[0]!.body), { name: 'Home' });
  assert.match(sent[0]!.headers.get('If-Match') ?? '', /^"/);
  const again = await api.update<Project>('projects', { id: data.id, data: { budget: null as never }, previousData: data });
  assert.equal(again.data.budget, null);
});

test('update and delete: 412 if the row has changed since it was read', async () => {
  const created = await project('House');
  const { data: old } = await api.getOne<Project>('projects', { id: created.id });
  const { data: fresh } = await api.update<Project>('projects', { id: old.id, data: { name: 'Home' }, previousData: old });
  // The newer version is known too, and is not that of the form.
  await api.getOne('projects', { id: created.id });
  const conflict = await httpError(
    api.update<Project>('projects', { id: old.id, data: { name: 'Hut' }, previousData: old }),
  );
  assert.equal(conflict.status, 412);
  assert.equal(conflict.body.error.code, 'PRECONDITION_FAILED');
  assert.match(conflict.message, /changed/);
  assert.equal((await httpError(api.delete('projects', { id: old.id, previousData: old }))).status, 412);
  assert.equal((await api.delete('projects', { id: old.id, previousData: fresh })).data.id, old.id);
  assert.equal((await httpError(api.getOne('projects', { id: old.id }))).status, 404);
});

test('update: a row that was read in a list alone has no version, and changes without a condition', async () => {
  const [row] = (await createMany('tasks', [{ title: 'a' }])) as [RaRecord];
  const listed = (await list({})).data[0] as RaRecord;
  sent = [];
  const changed = await api.update('tasks', { id: row.id, data: { ...listed, title: 'b' }, previousData: listed });
  assert.equal(changed.data['title'], 'b');
  assert.equal(sent[0]?.headers.has('If-Match'), false);
  await api.update('tasks', { id: row.id, data: { title: 'c' }, previousData: changed.data });
  assert.ok(sent[1]?.headers.has('If-Match'));
});

test('updateMany and deleteMany: all rows or none', async () => {
  const rows = await createMany('tasks', Array.from({ length: 60 }, (_, n) => ({ title: `t${n}` })));
  const ids = rows.map((row) => row.id);
  assert.deepEqual((await api.updateMany('tasks', { ids, data: { done: true } })).data, ids);
  assert.equal((await list({ view: 'all', done: true })).total, 60);
  const faulty = await httpError(api.updateMany('tasks', { ids: ids.slice(0, 2), data: { title: '' } }));
  assert.equal(faulty.status, 400);
  assert.equal(faulty.body.errors, undefined);
  const missing = '018f0000-0000-7000-8000-000000000000';
  assert.equal((await httpError(api.deleteMany('tasks', { ids: [ids[0]!, missing] }))).status, 404);
  assert.equal((await list({ view: 'all' })).total, 60);
  sent = [];
  assert.deepEqual((await api.deleteMany('tasks', { ids })).data, ids);
  assert.deepEqual(sent.map((request) => request.path), ['/batch', '/batch']);
  assert.equal((await list({ view: 'all' })).total, 0);
});

test('a signal aborts a read', async () => {
  const stop = new AbortController();
  const reading = api.getList('tasks', { signal: stop.signal, filter: {} });
  stop.abort();
  await assert.rejects(reading, { name: 'AbortError' });
  await assert.rejects(api.getOne('tasks', { id: 1, signal: stop.signal }), { name: 'AbortError' });
});

test('another person reads nothing of it', async () => {
  const row = await task('secret');
  api = await signedIn();
  assert.equal((await list({ view: 'all' })).total, 0);
  assert.equal((await httpError(api.getOne('tasks', { id: row.id }))).status, 404);
  assert.deepEqual((await api.getMany('tasks', { ids: [row.id] })).data, []);
});

test('team: the rows of the team that the option names', async () => {
  let team: string | null = null;
  api = await signedIn({ team: () => team });
  assert.equal((await httpError(api.create('companies', { data: { name: 'x' } }))).status, 400);
  const ids: string[] = [];
  for (const name of ['One', 'Two']) {
    ids.push((await api.create('teams', { data: { name } })).data.id as string);
  }
  team = ids[0]!;
  await api.create('companies', { data: { name: 'of one' } });
  assert.equal((await api.getList('teams', { filter: {} })).total, 2);
  team = ids[1]!;
  assert.equal((await api.getList('companies', { filter: {} })).total, 0);
});
