import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import axe from "axe-core";
import { chromium } from "playwright-core";

const [url, log, pictures] = process.argv.slice(2);
const PASSWORD = "nine lilac umbrellas";
const OTHER = "seven quiet harbours";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
let failed = 0;
let people = 0;

/** Runs a check in a browser without cookies. What a page asks of another host, or says in its console, is a fault. */
async function check(name, steps, options = {}) {
  const { expected = [], ...context } = options;
  const open = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...context });
  const page = await open.newPage();
  page.setDefaultTimeout(15_000);
  const faults = [];
  page.on("console", (message) => {
    if (!expected.some((status) => message.text().includes(`status of ${status}`))) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) faults.push(`asked for ${request.url()}`);
  });
  try {
    const result = await steps(page, open);
    assert.deepEqual(faults, []);
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    assert.deepEqual(kept, [0, 0, ""], "no script holds anything");
    console.log(`ok      ${name}${result ? `: ${result}` : ""}`);
  } catch (e) {
    failed++;
    console.log(`FAILED  ${name}: ${e.stack.split("\n").slice(0, 12).join("\n        ")}`);
    if (pictures) await page.screenshot({ path: `${pictures}/FAILED-${name.replaceAll(/\W+/g, "-")}.png` });
  } finally {
    await open.close();
  }
}

const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });

/** The accessible name of what has the focus, near enough. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const text = at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent;
    return at === document.body ? "" : text.trim();
  });

/** Presses Tab until something has the focus; it must show that it has. */
async function tab(page, name) {
  const seen = [];
  for (let i = 0; i < 80; i++) {
    const now = await focused(page);
    if (name instanceof RegExp ? name.test(now) : now === name) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.notEqual(outline, "none", `${name} shows its focus`);
      return;
    }
    seen.push(now);
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${name}; it reaches ${[...new Set(seen)].join(" | ")}`);
}

async function type(page, name, text) {
  await tab(page, name);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

async function press(page, name, key = "Enter") {
  await tab(page, name);
  await page.keyboard.press(key);
}

const heading = (page, text) => page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
const at = (page, path) => page.waitForURL((each) => each.pathname === path);

async function signUp(page, email = `person-${++people}-${process.pid}@example.com`) {
  await page.goto(`${url}/auth/ui`);
  await at(page, "/auth/ui/sign-in");
  await heading(page, "Sign in");
  await page.getByLabel("E-mail address").waitFor();
  await press(page, "Sign up");
  await at(page, "/auth/ui/sign-up");
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await type(page, "Password", PASSWORD);
  await type(page, "Name (optional)", "Ada");
  await page.keyboard.press("Enter");
  await at(page, "/auth/ui/account");
  await page.getByText(email).waitFor();
  return email;
}

async function signIn(page, email, password, path = "/auth/ui/sign-in") {
  await page.goto(url + path);
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await type(page, "Password", password);
  await page.keyboard.press("Enter");
}

/** The link of the last mail to an address, which the server prints. */
async function mailed(email, page) {
  for (let i = 0; i < 200; i++) {
    const mail = readFileSync(log, "utf8").split("---- mail").findLast((each) => each.includes(email) && each.includes(page));
    const link = mail && /https?:\/\/\S+\?token=[\w-]{43}/.exec(mail);
    if (link) return link[0];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`no mail to ${email} with a link to ${page}`);
}

await check("sign-up, account, sessions, keys, password, sign-out, forgotten, mail, new password, sign-in", async (page, context) => {
  const email = await signUp(page);
  const cookies = await context.cookies();
  assert.deepEqual(cookies.map((each) => [each.name, each.httpOnly, each.sameSite]).sort(), [
    ["__Host-access", true, "Strict"],
    ["__Host-refresh", true, "Strict"],
  ]);

  await type(page, "Name", "Ada King");
  await page.keyboard.press("Enter");
  await page.getByText("The name is saved.").waitFor();
  await page.reload();
  await page.getByLabel("Name", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Ada King");

  await press(page, "Sessions");
  await at(page, "/auth/ui/sessions");
  await page.getByText("(this session)").waitFor();
  const headers = { "Content-Type": "application/json", Origin: url, "X-Requested-With": "x" };
  const login = () => fetch(`${url}/api/v1/auth/login`, { method: "POST", headers, body: JSON.stringify({ email, password: PASSWORD }) });
  for (let i = 0; i < 3; i++) assert.equal((await login()).status, 200);
  await page.reload();
  await page.getByText("(this session)").waitFor();
  assert.equal(await page.getByRole("button", { name: /^End the session of/ }).count(), 3);
  await press(page, /^End the session of/, "Space");
  await page.getByText("The session has ended.").waitFor();
  assert.equal(await page.getByRole("button", { name: /^End the session of/ }).count(), 2);
  await press(page, "End all other sessions");
  await page.getByText("All other sessions have ended.").waitFor();
  assert.equal(await page.getByRole("listitem").count(), 1);

  await press(page, "API keys");
  await at(page, "/auth/ui/keys");
  await page.getByText("There are none.").waitFor();
  await type(page, "Name", "nightly import");
  await page.keyboard.press("Enter");
  await page.getByText("Choose at least one.").waitFor();
  assert.equal(await focused(page), "notes:read", "the fault has the focus");
  await press(page, "notes:write", "Space");
  await press(page, "Create the key");
  const key = (await page.getByLabel("The key", { exact: true }).textContent()).trim();
  assert.match(key, /^fh_\w{49}$/);
  const made = () => fetch(`${url}/api/v1/notes`, { method: "POST", headers: { ...headers, Authorization: `Bearer ${key}` }, body: '{"title":"One"}' });
  assert.equal((await made()).status, 201);
  await picture(page, "keys");
  await press(page, "Delete the key nightly import");
  await page.getByText("The key nightly import is deleted.").waitFor();
  assert.equal(await page.getByText(key).count(), 0);

  await press(page, "Account");
  await at(page, "/auth/ui/account");
  await page.getByText(email).waitFor();
  await type(page, "Current password", OTHER);
  await type(page, "New password", OTHER);
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Current password");
  await page.locator("#current-password-fault:not(:empty)").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await field.getAttribute("aria-describedby"), "current-password-fault");
  assert.equal(await focused(page), "Current password", "the fault has the focus");
  await type(page, "Current password", PASSWORD);
  await type(page, "New password", OTHER);
  await page.keyboard.press("Enter");
  await page.getByText("The password is changed.").waitFor();
  assert.equal((await login()).status, 401);

  await press(page, "Sign out");
  await at(page, "/auth/ui/sign-in");
  assert.deepEqual(await context.cookies(), []);
  await page.getByLabel("E-mail address").waitFor();
  await press(page, "Forgot the password?");
  await at(page, "/auth/ui/forgot");
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await page.keyboard.press("Enter");
  await heading(page, "Look into your mail");

  await page.goto((await mailed(email, "/auth/reset")).replace("127.0.0.1", "localhost"));
  await heading(page, "Set a new password");
  assert.equal(new URL(page.url()).search, "", "the address has no token");
  await type(page, "New password", "short");
  await page.keyboard.press("Enter");
  await page.locator("#password-fault:not(:empty)").waitFor();
  await type(page, "New password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("The new password is set.").waitFor();
  await press(page, "Sign in");
  await at(page, "/auth/ui/sign-in");
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await type(page, "Password", PASSWORD);
  await page.keyboard.press("Enter");
  await at(page, "/auth/ui/account");
  await page.getByText(email).waitFor();
}, { expected: [400, 401] });

await check("a wrong password: said once for both, the field is empty and has the focus", async (page) => {
  await signIn(page, "nobody@example.com", OTHER);
  const alert = page.getByRole("alert").filter({ hasText: "The e-mail or the password is wrong." });
  await alert.waitFor();
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  assert.equal(await focused(page), "Password");
  assert.equal(page.url(), `${url}/auth/ui/sign-in`, "the address has nothing of the form");
}, { expected: [401] });

await check("an empty form is not sent; each fault stands at its field", async (page) => {
  await page.goto(`${url}/auth/ui/sign-up`);
  await page.getByLabel("E-mail address").waitFor();
  await press(page, "Sign up");
  assert.notEqual(await page.locator("#email-fault").textContent(), "");
  assert.notEqual(await page.locator("#password-fault").textContent(), "");
  assert.equal(await focused(page), "E-mail address");
}, { expected: [401] });

await check("the address is taken: said at its field", async (page) => {
  const email = await signUp(page);
  await press(page, "Sign out");
  await at(page, "/auth/ui/sign-in");
  await page.goto(`${url}/auth/ui/sign-up`);
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await type(page, "Password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator("#email-fault:not(:empty)").waitFor();
}, { expected: [401, 409] });

await check("the address changes when both mails were opened", async (page) => {
  const email = await signUp(page);
  const next = `new-${email}`;
  await type(page, "New e-mail address", next);
  await type(page, "Your password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("A mail is on its way to each of the two addresses.").waitFor();
  for (const to of [`To: ${email}`, next]) {
    await page.goto((await mailed(to, "/auth/verify")).replace("127.0.0.1", "localhost"));
    await press(page, "Confirm the address");
    await page.getByText("The address is confirmed.").waitFor();
  }
  await press(page, "Sign in");
  await at(page, "/auth/ui/account");
  await page.getByText(next).waitFor();
}, { expected: [401] });

await check("the data of the account is saved, and the account is deleted", async (page, context) => {
  await signUp(page);
  const download = page.waitForEvent("download");
  await press(page, "Download");
  const lines = readFileSync(await (await download).path(), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines[0].resource, "auth/me");
  await tab(page, "Delete the account");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await at(page, "/auth/ui/sign-in");
  assert.deepEqual(await context.cookies(), []);
}, { expected: [401] });

await check("an expired token is exchanged, and the page does not notice", async (page, context) => {
  const email = await signUp(page);
  const refreshed = page.waitForResponse((each) => each.url().endsWith("/auth/refresh"));
  let first = true;
  await page.route("**/auth/me", (route) => {
    if (!first) return route.continue();
    first = false;
    return route.fulfill({ status: 401, contentType: "application/json", body: '{"error":{"code":"TOKEN_EXPIRED","message":"x"}}' });
  });
  await page.reload();
  assert.equal((await refreshed).status(), 200);
  await page.getByText(email).waitFor();
}, { expected: [401] });

await check("a session that ended elsewhere: sign in, and back to where the person was", async (page, context) => {
  const email = await signUp(page);
  await context.clearCookies();
  await page.goto(`${url}/auth/ui/sessions`);
  await page.waitForURL((each) => each.pathname === "/auth/ui/sign-in");
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await type(page, "Password", PASSWORD);
  await page.keyboard.press("Enter");
  await at(page, "/auth/ui/sessions");
  await page.getByText("(this session)").waitFor();
}, { expected: [401] });

await check("return_to: a path of this origin, and nothing else", async (page) => {
  const email = await signUp(page);
  const account = "/auth/ui/account";
  const table = [
    ["/docs", "/docs"],
    ["/docs#createNote", "/docs"],
    ["https://evil.example/", account],
    ["//evil.example/", account],
    ["/\\evil.example/", account],
    ["\\\\evil.example/", account],
    ["/\t/evil.example/", account],
    ["\n//evil.example/", account],
    ["javascript:alert(1)", account],
    ["data:text/html,x", account],
    [`${url}.evil.example/`, account],
    [`${url}@evil.example/`, account],
    ["docs", account],
    ["", account],
  ];
  for (const [wanted, expected] of table) {
    await page.goto(`${url}/auth/ui/sign-in?${new URLSearchParams({ return_to: wanted })}`);
    await page.waitForURL((each) => each.pathname !== "/auth/ui/sign-in");
    assert.equal(new URL(page.url()).origin + new URL(page.url()).pathname, url + expected, wanted);
  }
  return `${table.length} addresses, ${email ? "signed in" : ""}`;
}, { expected: [401] });

const { paths } = await (await fetch(`${url}/openapi.json`)).json();
const has = (path) => Object.keys(paths).some((each) => each.endsWith(path));

/** The code of a secret now (RFC 6238), or some steps later. */
function totp(secret, later = 0) {
  const bits = [...secret.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((each) => Number.parseInt(each, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

if (has("/auth/totp")) {
  await check("second factor: set up, sign in with a code and with a recovery code, removed", async (page, context) => {
    const email = await signUp(page);
    await page.goto(`${url}/auth/ui/second-factor`);
    await page.getByLabel("Your password").waitFor();
    await type(page, "Your password", PASSWORD);
    await page.keyboard.press("Enter");
    const secret = (await page.locator("#secret").textContent()).trim();
    assert.match(await page.getByRole("link", { name: "open the authenticator app" }).getAttribute("href"), /^otpauth:\/\/totp\//);
    await picture(page, "totp-secret");
    await type(page, "Code that the app shows", "000000");
    await page.keyboard.press("Enter");
    await page.locator("#new-code-fault:not(:empty)").waitFor();
    await type(page, "Code that the app shows", totp(secret, -1));
    await page.keyboard.press("Enter");
    await page.locator("#recovery-codes li").first().waitFor();
    const codes = await page.locator("#recovery-codes li").allTextContents();
    assert.equal(codes.length, 10);
    await picture(page, "totp-recovery");
    await press(page, "I have kept them");
    await page.getByText("It is on. 10 recovery codes are left.").waitFor();
    await picture(page, "second-factor");
    await press(page, "Sign out");
    await at(page, "/auth/ui/sign-in");
    await signIn(page, email, PASSWORD);
    await heading(page, "Second factor");
    await picture(page, "totp-sign-in");
    await type(page, "Code of your app", "000000");
    await page.keyboard.press("Enter");
    await page.locator("#code-fault:not(:empty)").waitFor();
    assert.equal(await focused(page), "Code of your app");
    await type(page, "Code of your app", totp(secret));
    await page.keyboard.press("Enter");
    await at(page, "/auth/ui/account");
    await press(page, "Sign out");
    await at(page, "/auth/ui/sign-in");
    await signIn(page, email, PASSWORD);
    await heading(page, "Second factor");
    await type(page, "Code of your app", codes[0]);
    await page.keyboard.press("Enter");
    await at(page, "/auth/ui/account");
    await page.goto(`${url}/auth/ui/second-factor`);
    await page.getByText("It is on. 9 recovery codes are left.").waitFor();
    await tab(page, "Make new recovery codes");
    await page.keyboard.press("Tab");
    await page.keyboard.type(codes[1]);
    await page.keyboard.press("Enter");
    await page.getByText("The second factor is removed.").waitFor();
  }, { expected: [400, 401] });
}

if (has("/auth/passkeys")) {
  await check("passkeys: made, sign in with it, deleted", async (page, context) => {
    const cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await signUp(page);
    await page.goto(`${url}/auth/ui/passkeys`);
    await page.getByText("There are none.").waitFor();
    await type(page, "Name", "my laptop");
    await type(page, "Your password", PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("The passkey my laptop is made.").waitFor();
    await picture(page, "passkeys");
    await press(page, "Sign out");
    await at(page, "/auth/ui/sign-in");
    await press(page, "Sign in with a passkey");
    await at(page, "/auth/ui/account");
    await page.goto(`${url}/auth/ui/passkeys`);
    await press(page, "Delete the passkey my laptop");
    await page.getByText("The passkey my laptop is deleted.").waitFor();
  }, { expected: [401] });
}

const PAGES = ["sign-in", "sign-up", "forgot", "reset", "verify", "account", "sessions", "keys"];

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1000, 320]) {
    await check(`axe, ${colorScheme}, ${width} pixels`, async (page, context) => {
      await signUp(page);
      const cookies = await context.cookies();
      for (const name of PAGES) {
        await context.clearCookies();
        if (["account", "sessions", "keys"].includes(name)) await context.addCookies(cookies);
        await page.goto(`${url}/auth/ui/${name}`);
        await page.waitForLoadState("networkidle");
        for (const summary of await page.locator("details").all()) await summary.evaluate((each) => (each.open = true));
        for (const zoom of width === 320 ? [1] : [1, 2]) {
          await page.setViewportSize({ width: zoom === 2 ? width / 2 : width, height: 900 });
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${name}: nothing is cut`);
        }
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map((each) => `${name}: ${each.id}: ${each.nodes[0].target} (${each.nodes.length})`), []);
        await picture(page, `${name}-${colorScheme}-${width}`);
      }
    }, { colorScheme, viewport: { width, height: 900 }, expected: [401] });
  }
}

await browser.close();
process.exit(failed ? 1 : 0);
