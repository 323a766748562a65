// npm run test:browser
//
// Builds app.tsx, a small admin of react-admin, and uses it in Chromium against a server of ../freehold.yaml: log-in,
// list, filter, create, a field error, edit, a conflict, delete, reload, log-out. Exit status 1 at the first surprise.
//
// CHROMIUM      the browser (default: chromium on the PATH)
// FREEHOLD      the command (default: the launcher of this checkout)
// SCREENSHOTS   a folder for pictures of each page (default: none)
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const here = import.meta.dirname;
const { freePort, newPerson, PASSWORD, startServer } = await import('../../build/server.js');

const output = mkdtempSync(join(tmpdir(), 'ra-freehold-browser-'));
const shots = process.env.SCREENSHOTS;
if (shots) {
  mkdirSync(shots, { recursive: true });
}
const port = await freePort();
const frontend = `http://localhost:${port}`;
const server = await startServer(frontend);
let site, browser;
try {
  process.env.VITE_API_URL = server.url;
  const vite = {
    root: here,
    configFile: false,
    logLevel: 'error',
    build: { outDir: output, emptyOutDir: true },
  };
  await build(vite);
  site = await preview({ ...vite, preview: { host: 'localhost', port, strictPort: true } });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const email = await newPerson(server, 'Ada Lovelace');
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  page.setDefaultTimeout(30_000);
  const failures = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  await steps(page, email);
  assert.deepEqual(failures, []);
  console.log('1 passed, 0 failed');
} finally {
  await browser?.close();
  await site?.close();
  await server.stop();
  rmSync(output, { recursive: true, force: true });
}

async function steps(page, email) {
  const step = async (name) => {
    console.log(name);
    if (shots) {
      await page.screenshot({ path: join(shots, `${name.replaceAll(' ', '-')}.png`) });
    }
  };
  const cell = (text) => page.getByRole('cell', { name: text, exact: true });
  const save = () => page.getByRole('button', { name: 'Save' }).click();
  const field = (label) => page.getByRole('textbox', { name: label });

  await page.goto(frontend);
  await field('Username').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill('wrong password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/e-mail or the password/i).waitFor();
  await page.getByLabel('Password', { exact: false }).first().fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('menuitem', { name: 'Projects' }).click();
  await page.getByText(/no projects yet/i).waitFor();
  await step('signed in');

  await page.getByRole('link', { name: 'Create' }).click();
  await field('Name').fill('x');
  await field('Budget').fill('-5');
  await save();
  await page.getByText(/name must have at least 2 characters/).first().waitFor();
  assert.equal(await page.getByText(/budget must be/).count() > 0, true);
  await step('field errors');
  await field('Name').fill('House');
  await field('Budget').fill('12345678901234567890.12');
  await save();
  await cell('12345678901234567890.12').waitFor();
  await step('project created');

  await page.getByRole('menuitem', { name: 'Tasks' }).click();
  await page.getByRole('link', { name: 'Create' }).first().click();
  await field('Title').fill('Buy milk');
  await page.getByRole('combobox', { name: 'Project' }).click();
  await page.getByRole('option', { name: 'House' }).click();
  await save();
  await cell('Buy milk').waitFor();
  await cell('House').waitFor();
  await page.getByRole('link', { name: 'Create' }).first().click();
  await field('Title').fill('Call Ada');
  await field('Due on').fill('tomorrow');
  await save();
  await page.getByText(/due_on must be/).first().waitFor();
  await step('date error');
  await field('Due on').fill('2026-12-01');
  await save();
  await cell('2026-12-01').waitFor();
  await field('Title contains').fill('MILK');
  await cell('Call Ada').waitFor({ state: 'detached' });
  await cell('Buy milk').waitFor();
  await step('list with a condition');

  await cell('Buy milk').click();
  await field('Title').fill('Buy bread');
  // Another page of the same person changes the row first.
  const { url } = server;
  const json = { 'Content-Type': 'application/json' };
  const login = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { access_token } = (await login.json()).data;
  const other = await fetch(`${url}/tasks/${page.url().split('/').pop()}`, {
    method: 'PATCH',
    headers: { ...json, Authorization: `Bearer ${access_token}` },
    body: '{"due_on":"2026-12-24"}',
  });
  assert.equal(other.status, 200);
  await save();
  await page.getByText(/has changed since/).waitFor();
  await step('conflict');
  await page.reload();
  await page.locator('input[value="2026-12-24"]').waitFor();
  await field('Title').fill('Buy bread');
  await save();
  await page.getByText(/element updated|updated/i).first().waitFor();
  await field('Title contains').fill('');
  await cell('Buy bread').waitFor();
  await cell('Call Ada').waitFor();
  await step('edited');

  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText(/deleted/i).first().waitFor();
  await page.getByRole('menuitem', { name: 'Projects' }).click();
  await cell('House').waitFor();
  await page.getByRole('menuitem', { name: 'Tasks' }).click();
  await page.getByText(/no tasks/i).first().waitFor();
  await step('all deleted');

  await page.getByRole('button', { name: 'Profile' }).click();
  await page.getByRole('menuitem', { name: 'Logout' }).click();
  await field('Username').waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await step('logged out');
}
