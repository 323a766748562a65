// A person in a browser: signs in at the provider, and gets the tokens as a front end does.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

const [api] = process.argv.slice(2);
const jars = new Map();

async function step(url, body) {
  const at = new URL(url);
  const jar = jars.get(at.host) ?? jars.set(at.host, new Map()).get(at.host);
  const response = await fetch(url, {
    redirect: 'manual',
    method: body ? 'POST' : 'GET',
    headers: {
      Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
    },
    body,
  });
  for (const line of response.headers.getSetCookie()) {
    const [pair] = line.split(';');
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  }
  return response;
}

async function signIn() {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  let url = `${api}/auth/oidc/local?code_challenge=${challenge}&code_challenge_method=S256`;
  let body;
  for (let i = 0; i < 15; i++) {
    const response = await step(url, body);
    body = undefined;
    if (response.status === 200) {
      const page = await response.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      const action = /action="([^"]+)"/.exec(page)?.[1];
      assert.ok(prompt && action, page);
      console.log('page', prompt);
      url = new URL(action, url).href;
      body = prompt === 'login' ? 'prompt=login&login=ada&password=x' : `prompt=${prompt}`;
      continue;
    }
    assert.ok([302, 303].includes(response.status), `${response.status} ${await response.text()}`);
    url = new URL(response.headers.get('location'), url).href;
    console.log(response.status, url.replace(/=[^&]{12,}/g, '=…'));
    if (url.startsWith('http://localhost:3000/')) break;
  }
  const code = new URL(url).searchParams.get('code');
  assert.ok(code, url);
  const answer = await fetch(`${api}/auth/oidc/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, code_verifier: verifier }),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).data;
}

const first = await signIn();
assert.deepEqual(first.user.identity, { issuer: 'local', subject: 'ada' });
assert.equal(first.user.name, 'Ada Lovelace');
const second = await signIn();
assert.equal(second.user.id, first.user.id);
const me = await fetch(`${api}/auth/me`, { headers: { Authorization: `Bearer ${second.access_token}` } });
assert.equal(me.status, 200);
console.log('signed in twice as', (await me.json()).data.identity);
