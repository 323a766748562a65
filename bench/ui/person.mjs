import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import axe from "axe-core";
import { chromium } from "playwright-core";

export const [url, log, pictures, provider] = process.argv.slice(2);
export const PASSWORD = "nine lilac umbrellas";
export const OTHER = "seven quiet harbours";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
let failed = 0;
let people = 0;

/**
 * Runs a check in a browser without cookies. What a page asks of another host, or says in its console, is a fault; what the
 * pages of the provider do is none.
 */
export async function check(name, steps, options = {}) {
  const { expected = [], ...context } = options;
  const open = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...context });
  const page = await open.newPage();
  page.setDefaultTimeout(15_000);
  const faults = [];
  const ours = (address) => address.startsWith(`${url}/`);
  page.on("console", (message) => {
    if (ours(message.location().url) && !expected.some((status) => message.text().includes(`status of ${status}`))) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    const place = request.url();
    const left = provider && (place.startsWith(provider) || !ours(page.url()));
    if (!ours(place) && !place.startsWith("blob:") && !left) faults.push(`asked for ${place}`);
  });
  await page.route(/^https:/, (route) => route.abort());
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

export const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });

/** The accessible name of what has the focus, near enough. */
export const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const text = at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent;
    return at === document.body ? "" : text.trim();
  });

/** Presses Tab until something has the focus; it must show that it has. */
export async function tab(page, name) {
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

export async function type(page, name, text) {
  await tab(page, name);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

export async function press(page, name, key = "Enter") {
  await tab(page, name);
  await page.keyboard.press(key);
}

export const heading = (page, text) => page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
export const at = (page, path) => page.waitForURL((each) => each.pathname === path);

export const newEmail = () => `person-${++people}-${process.pid}@example.com`;

export async function fillSignUp(page, email) {
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
}

export async function signUp(page) {
  const email = newEmail();
  await fillSignUp(page, email);
  await at(page, "/auth/ui/account");
  await page.getByText(email).waitFor();
  return email;
}

export async function signIn(page, email, password, path = "/auth/ui/sign-in") {
  await page.goto(url + path);
  await fillSignIn(page, email, password);
}

/** On the page for it. */
export async function fillSignIn(page, email, password) {
  await page.getByLabel("E-mail address").waitFor();
  await type(page, "E-mail address", email);
  await type(page, "Password", password);
  await page.keyboard.press("Enter");
}

/** The link of the last mail to an address, which the server prints. */
export async function mailed(email, page) {
  for (let i = 0; i < 200; i++) {
    const mail = readFileSync(log, "utf8").split("---- mail").findLast((each) => each.includes(email) && each.includes(page));
    const link = mail && /https?:\/\/\S+\?token=[\w-]{43}/.exec(mail);
    if (link) return link[0];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`no mail to ${email} with a link to ${page}`);
}

/** Looks at what a page shows: nothing is wider than the window, at 200 % zoom and with 320 pixels, and axe finds nothing. */
export async function accessible(page, name) {
  const { width, height } = page.viewportSize();
  for (const each of [width, width === 320 ? 320 : width / 2, 320]) {
    await page.setViewportSize({ width: each, height });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${name}, ${each} pixels: nothing is cut`);
  }
  await page.setViewportSize({ width, height });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((each) => `${name}: ${each.id}: ${each.nodes[0].target} (${each.nodes.length})`), []);
}

/** The code of a secret now (RFC 6238), or some steps later. */
export function totp(secret, later = 0) {
  const bits = [...secret.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((each) => Number.parseInt(each, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** An authenticator of the device, which says yes. */
export async function authenticator(page, context) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

/** Asks the API as a program does. */
export async function api(method, path, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return (await answer.json()).data;
}

export async function end() {
  await browser.close();
  process.exit(failed ? 1 : 0);
}
