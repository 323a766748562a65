import assert from "node:assert/strict";
import { loadavg } from "node:os";
import axe from "axe-core";
import { chromium } from "playwright-core";

const [url, runs, pictures] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const EMAIL = "ann@example.com";
const PASSWORD = "correct horse battery";
const LIMIT = 3000;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
let failed = 0;

/** Runs a check on a page of its own. Whatever the page asks of another host, or says in its console, is a fault. */
async function check(name, path, steps, options = {}) {
  const { expected = [], ...context } = options;
  const open = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
  const page = await open.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  page.on("console", (message) => {
    if (!expected.some((status) => message.text().includes(`status of ${status}`))) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) faults.push(`asked for ${request.url()}`);
  });
  try {
    await page.goto(url + path);
    await page.locator(".section").first().waitFor();
    const result = await steps(page);
    assert.deepEqual(faults, []);
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    assert.deepEqual(kept, [0, 0, ""], "the page keeps nothing");
    assert.deepEqual(await open.cookies(), []);
    if (pictures) await page.screenshot({ path: `${pictures}/${name.replaceAll(/\W+/g, "-")}.png` });
    console.log(`ok      ${name}${result ? `: ${result}` : ""}`);
  } catch (e) {
    failed++;
    console.log(`FAILED  ${name}: ${e.message}`);
  } finally {
    await open.close();
  }
}

const dialog = (page) => page.locator("dialog");

async function signIn(page, password) {
  await page.locator("#session").getByRole("button", { name: "Sign in" }).first().click();
  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password").fill(password);
  const answer = page.waitForResponse((each) => each.url().endsWith("/auth/login"));
  await page.keyboard.press("Enter");
  return answer;
}

/** Sends the form of an operation and returns its status. */
async function send(page, operation) {
  const form = page.locator(`#${operation}`);
  if (!(await form.evaluate((details) => details.open))) await form.locator("summary").first().click();
  const answer = page.waitForResponse((each) => each.url().includes("/api/v1/tasks"));
  await form.getByRole("button", { name: "Send" }).click();
  const status = (await answer).status();
  await form.locator(".status", { hasText: String(status) }).waitFor();
  return status;
}

/** Milliseconds from the start of the navigation until the frame with all sections was drawn. */
async function drawn(path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(".section")) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (window.drawn = performance.now())));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto(url + path);
  const time = await (await page.waitForFunction(() => window.drawn)).jsonValue();
  const [sections, operations] = await Promise.all([page.locator(".section").count(), page.locator(".operation").count()]);
  await context.close();
  return { time, sections, operations };
}

for (const path of ["/docs", "/redoc"]) {
  const all = [];
  for (let i = 0; i < runs; i++) all.push(await drawn(path));
  const times = all.map((each) => Math.round(each.time)).sort((a, b) => a - b);
  const median = times[times.length >> 1];
  const good = median < LIMIT && all.every((each) => each.sections >= 30 && each.operations > 300);
  if (!good) failed++;
  const [{ sections, operations }] = all;
  console.log(
    `${good ? "ok    " : "FAILED"}  ${path} drawn in ${median} ms (${times[0]} to ${times.at(-1)}): ` +
      `${sections} sections, ${operations} operations, load ${loadavg()[0].toFixed(1)}`,
  );
}

await check(
  "a wrong password is said in words and the field is emptied",
  "/docs",
  async (page) => {
    assert.equal((await signIn(page, "not the pass phrase")).status(), 401);
    await dialog(page).getByRole("alert").filter({ hasText: "password is wrong" }).waitFor();
    assert.equal(await page.getByLabel("Password").inputValue(), "");
    return dialog(page).getByRole("alert").textContent();
  },
  { expected: [401] },
);

await check(
  "nobody: a request is refused, and the page says that nobody is signed in",
  "/docs#listTasks",
  async (page) => {
    assert.equal(await send(page, "listTasks"), 401);
    await page.getByText("Nobody is signed in").waitFor();
  },
  { expected: [401] },
);

await check("signed in: a row is created and listed; the reference keeps the session", "/docs", async (page) => {
  assert.equal((await signIn(page, PASSWORD)).status(), 200);
  await page.locator("#session").getByText(EMAIL).waitFor();
  assert.equal(await dialog(page).isVisible(), false);
  assert.equal(await page.locator("#password").inputValue(), "");
  assert.equal(await send(page, "createTask"), 201);
  const list = page.locator("#listTasks");
  await list.locator("summary").first().click();
  await list.getByLabel("limit").fill("1");
  await list.getByLabel("more").fill("title[icontains]=MILK\nkind[in]=name,order");
  const asked = page.waitForRequest((each) => each.url().includes("/tasks?"));
  assert.equal(await send(page, "listTasks"), 200);
  const query = new URL((await asked).url()).searchParams;
  assert.deepEqual(Object.fromEntries(query), { limit: "1", "title[icontains]": "MILK", "kind[in]": "name,order" });
  await list.getByText('"title": "Buy milk"').waitFor();
  await page.getByRole("link", { name: "Reference", exact: true }).first().click();
  await page.locator("article.operation").first().waitFor();
  await page.locator("#session").getByText(EMAIL).waitFor();
  await page.goBack();
  assert.equal(await send(page, "listTasks"), 200);
});

await check("the command for a shell has no token", "/docs#createTask", async (page) => {
  await signIn(page, PASSWORD);
  const form = page.locator("#createTask");
  await form.getByText("The same with curl").click();
  const command = await form.locator("pre code").first().textContent();
  assert.match(command, /^curl -X POST 'http.*\/api\/v1\/tasks'/);
  assert.match(command, /Bearer \$TOKEN/);
});

await check("an expired token is exchanged before the next request", "/docs#listTasks", async (page) => {
  await page.clock.install();
  await page.reload();
  await page.locator(".section").first().waitFor();
  await signIn(page, PASSWORD);
  await page.locator("#session").getByText(EMAIL).waitFor();
  await page.clock.fastForward("16:00");
  const exchanged = page.waitForResponse((each) => each.url().endsWith("/auth/refresh"));
  assert.equal(await send(page, "listTasks"), 200);
  assert.equal((await exchanged).status(), 200);
});

await check(
  "a session that ended elsewhere: the page says so and asks to sign in again",
  "/docs#listTasks",
  async (page) => {
    const { data } = await (await signIn(page, PASSWORD)).json();
    await page.locator("#session").getByText(EMAIL).waitFor();
    const headers = { Authorization: `Bearer ${data.access_token}` };
    assert.equal((await fetch(`${url}/api/v1/auth/logout`, { method: "POST", headers })).status, 204);
    await page.waitForTimeout(1500);
    assert.equal(await send(page, "listTasks"), 401);
    await page.locator("#session").getByText("The session has ended. Sign in again.").waitFor();
    await page.locator("#session").getByRole("button", { name: "Sign in" }).waitFor();
  },
  { expected: [401] },
);

await check(
  "sign-out ends the session on the server",
  "/redoc",
  async (page) => {
    const { data } = await (await signIn(page, PASSWORD)).json();
    const ended = page.waitForResponse((each) => each.url().endsWith("/auth/logout"));
    await page.getByRole("button", { name: "Sign out" }).click();
    assert.equal((await ended).status(), 204);
    await page.locator("#session").getByRole("button", { name: "Sign in" }).waitFor();
    const headers = { Authorization: `Bearer ${data.access_token}` };
    const deadline = Date.now() + 5000;
    let status;
    do status = (await fetch(`${url}/api/v1/auth/me`, { headers })).status;
    while (status !== 401 && Date.now() < deadline);
    assert.equal(status, 401);
  },
);

await check("a reload forgets who is signed in", "/docs", async (page) => {
  await signIn(page, PASSWORD);
  await page.locator("#session").getByText(EMAIL).waitFor();
  await page.reload();
  await page.locator("#session").getByRole("button", { name: "Sign in" }).waitFor();
});

await check("what is found stays, the rest is hidden", "/docs", async (page) => {
  await page.getByLabel("Find an operation").fill("create task");
  assert.deepEqual(
    await page.locator(".operation:visible").evaluateAll((all) => all.map((each) => each.id)),
    ["createTask", "createManyTasks"],
  );
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, path] of [[1280, "/docs#createTask"], [1280, "/redoc"], [390, "/docs#listTasks"], [390, "/redoc#listTasks"]]) {
    await check(
      `axe, ${colorScheme}, ${width} pixels, ${path}`,
      path,
      async (page) => {
        for (const summary of await page.locator(":is(article, details)#listTasks details > summary").all()) {
          if (await summary.isVisible()) await summary.click();
        }
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing is cut");
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map((each) => `${each.id}: ${each.nodes[0].target} (${each.nodes.length})`), []);
      },
      { colorScheme, viewport: { width, height: 900 } },
    );
  }
}

await browser.close();
process.exit(failed ? 1 : 0);
