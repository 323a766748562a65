import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const here = resolve(import.meta.dirname, '../test');
const program = process.env['FREEHOLD'] ?? resolve(here, '../../../freehold');
const spec = join(here, 'freehold.yaml');

/** A server of `freehold.yaml`: that of `FREEHOLD_URL`, or one of its own with an empty database. */
export interface Server {
  /** The base URL of the API. */
  url: string;
  /** Null for a server that was running: the test cannot do what an operator does. */
  operator: Operator | null;
  stop(): Promise<void>;
}

export interface Operator {
  addRole(email: string, role: string): void;
  /** The token as it would be if it had been issued an hour earlier. */
  expired(token: string): string;
}

export async function startServer(frontend = 'http://localhost:3000'): Promise<Server> {
  const running = process.env['FREEHOLD_URL'];
  if (running) {
    return { url: `${running.replace(/\/$/, '')}/api/v1`, operator: null, stop: async () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'ra-freehold-'));
  const port = await freePort();
  const { DATABASE_URL: _, JWT_SECRET: __, ...inherited } = process.env;
  const environment = {
    ...inherited,
    PORT: String(port),
    RATE_LIMITS: 'off',
    FRONTEND_URL: frontend,
    FREEHOLD_DATA_DIR: join(folder, 'data'),
  };
  const child = spawn(program, ['serve', spec], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (part) => (log += part));
  child.stderr.on('data', (part) => (log += part));
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  // The first start builds the program.
  for (const deadline = Date.now() + 300_000; ; ) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${program} serve ended or is not ready:\n${log}`);
    }
    if (await fetch(`${origin}/readyz`).then((r) => r.ok, () => false)) {
      break;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  const operator: Operator = {
    addRole(email, role) {
      const done = spawnSync(program, ['user', 'role', email, '--add', role, spec], {
        env: environment,
        encoding: 'utf8',
      });
      if (done.status !== 0) {
        throw new Error(done.stdout + done.stderr);
      }
    },
    expired(token) {
      const [header, payload] = token.split('.') as [string, string];
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, number>;
      for (const time of ['iat', 'nbf', 'exp'].filter((name) => name in claims)) {
        claims[time]! -= 3600;
      }
      const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
      const key = readFileSync(join(folder, 'data', 'jwt-secret'), 'utf8').trim();
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    },
  };
  return { url: `${origin}/api/v1`, operator, stop };
}

export async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

let accounts = 0;

/** Signs a new person up and returns the e-mail; the password is always the same. */
export const PASSWORD = 'correct horse battery staple';
export async function newPerson(server: Server, name = 'Ada'): Promise<string> {
  const email = `ada${process.pid}-${Date.now()}-${accounts++}@example.com`;
  const response = await fetch(`${server.url}/auth/signup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD, name }),
  });
  if (response.status !== 201) {
    throw new Error(await response.text());
  }
  return email;
}
