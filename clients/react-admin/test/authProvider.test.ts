import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HttpError } from 'react-admin';
import { freehold, type FreeholdOptions } from '../dist/index.js';
import { newPerson, PASSWORD, startServer, type Server } from './server.js';

let server: Server;

before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** What a browser keeps of a page. */
class MemoryStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

/** A page with its own memory, which counts its requests. */
function page(options: Partial<FreeholdOptions> = {}) {
  const paths: string[] = [];
  const providers = freehold({
    url: server.url,
    fetch: (url, init) => {
      paths.push(String(url).slice(server.url.length));
      return fetch(url, init);
    },
    ...options,
  });
  return { ...providers, paths };
}

const rows = { filter: {}, pagination: { page: 1, perPage: 5 } };

test('log-in, identity and log-out', async () => {
  const { authProvider, dataProvider } = page();
  await assert.rejects(authProvider.checkAuth({}), { status: 401 });
  const email = await newPerson(server, 'Ada Lovelace');
  await assert.rejects(authProvider.login({ username: email, password: 'wrong' }), {
    status: 401,
    message: /e-mail|password/,
  });
  await assert.rejects(authProvider.checkAuth({}));
  await authProvider.login({ username: email, password: PASSWORD });
  await authProvider.checkAuth({});
  const identity = await authProvider.getIdentity!();
  assert.equal(identity.fullName, 'Ada Lovelace');
  assert.equal(identity['email'], email);
  assert.equal((await dataProvider.getList('tasks', rows)).total, 0);
  await authProvider.logout({});
  await assert.rejects(authProvider.checkAuth({}));
  await assert.rejects(dataProvider.getList('tasks', rows), { status: 401 });
  assert.deepEqual(await authProvider.getPermissions!({}), []);
});

test('log-out ends the session on the server', async () => {
  const storage = new MemoryStorage();
  const { authProvider } = page({ storage });
  await authProvider.login({ email: await newPerson(server), password: PASSWORD });
  const [refresh_token] = storage.items.values();
  await authProvider.logout({});
  assert.equal(storage.items.size, 0);
  const refreshed = await fetch(`${server.url}/auth/refresh`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token }),
  });
  assert.equal(refreshed.status, 401);
});

test('401 ends the session, and 403 does not', async () => {
  const { authProvider } = page();
  await authProvider.login({ email: await newPerson(server), password: PASSWORD });
  await authProvider.checkError(new HttpError('no', 403));
  await authProvider.checkError(new HttpError('late', 503));
  await authProvider.checkAuth({});
  await assert.rejects(authProvider.checkError(new HttpError('who', 401)));
  await assert.rejects(authProvider.checkAuth({}));
});

test('a page that is loaded again refreshes once for all its requests', async () => {
  const storage = new MemoryStorage();
  const first = page({ storage });
  await first.authProvider.login({ email: await newPerson(server), password: PASSWORD });
  const before = [...storage.items.values()];
  assert.ok(!before[0]!.includes('.'), 'the access token is not stored');
  const second = page({ storage });
  await second.authProvider.checkAuth({});
  await Promise.all(Array.from({ length: 8 }, () => second.dataProvider.getList('tasks', rows)));
  assert.equal(second.paths.filter((path) => path === '/auth/refresh').length, 1);
  assert.equal(second.paths.length, 9);
  assert.notDeepEqual([...storage.items.values()], before);
  // The first tab goes on, and refreshes with the token of the second.
  await first.dataProvider.getList('tasks', rows);
});

test('a session that has ended on the server ends here', async () => {
  const storage = new MemoryStorage();
  const first = page({ storage });
  await first.authProvider.login({ email: await newPerson(server), password: PASSWORD });
  const kept = new Map(storage.items);
  await first.authProvider.logout({});
  kept.forEach((value, key) => storage.setItem(key, value));
  const second = page({ storage });
  await assert.rejects(second.dataProvider.getList('tasks', rows), { status: 401 });
  await assert.rejects(second.authProvider.checkAuth({}));
  assert.equal(storage.items.size, 0);
});

test('an aborted read does not abort the refresh that others wait for', async () => {
  const storage = new MemoryStorage();
  await page({ storage }).authProvider.login({ email: await newPerson(server), password: PASSWORD });
  const { dataProvider } = page({ storage });
  const stop = new AbortController();
  const aborted = dataProvider.getList('tasks', { ...rows, signal: stop.signal });
  const other = dataProvider.getList('tasks', rows);
  stop.abort();
  await assert.rejects(aborted, { name: 'AbortError' });
  assert.equal((await other).total, 0);
});

test('an expired token is refreshed once, and each request is repeated once', async (context) => {
  const { operator } = server;
  if (operator === null) {
    return context.skip('needs the key of the server');
  }
  const paths: string[] = [];
  let expired = true;
  const { authProvider, dataProvider } = freehold({
    url: server.url,
    fetch: (url, init) => {
      const path = String(url).slice(server.url.length);
      paths.push(path.replace(/\?.*/, ''));
      const headers = new Headers(init?.headers);
      const token = headers.get('Authorization')?.slice('Bearer '.length);
      expired &&= path !== '/auth/refresh';
      if (expired && token) {
        headers.set('Authorization', `Bearer ${operator.expired(token)}`);
      }
      return fetch(url, { ...init, headers });
    },
  });
  await authProvider.login({ email: await newPerson(server), password: PASSWORD });
  paths.length = 0;
  await Promise.all([1, 2, 3].map(() => dataProvider.getList('tasks', rows)));
  assert.deepEqual(paths.sort(), ['/auth/refresh', ...Array<string>(6).fill('/tasks')]);
});

test('permissions are the roles', async (context) => {
  const { authProvider } = page();
  const email = await newPerson(server);
  await authProvider.login({ email, password: PASSWORD });
  assert.deepEqual(await authProvider.getPermissions!({}), []);
  if (server.operator === null) {
    return context.skip('needs the operator');
  }
  server.operator.addRole(email, 'editor');
  await authProvider.login({ email, password: PASSWORD });
  assert.deepEqual(await authProvider.getPermissions!({}), ['editor']);
});
