import { createHash } from "node:crypto";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accessible, api, at, authenticator, check, end, focused, heading, mailed, OTHER, PASSWORD, picture, press, provider, signIn, signUp, tab, totp, type, url } from "./person.mjs";

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

await check("second factor: set up, sign in with a code and with a recovery code, removed", async (page) => {
  const email = await signUp(page);
  await page.goto(`${url}/auth/ui/second-factor`);
  await page.getByLabel("Your password").waitFor();
  await type(page, "Your password", PASSWORD);
  await page.keyboard.press("Enter");
  const secret = (await page.locator("#secret").textContent()).trim();
  assert.match(await page.getByRole("link", { name: "open the authenticator app" }).getAttribute("href"), /^otpauth:\/\/totp\//);
  await accessible(page, "secret");
  await picture(page, "totp-secret");
  await type(page, "Code that the app shows", "000000");
  await page.keyboard.press("Enter");
  await page.locator("#new-code-fault:not(:empty)").waitFor();
  await type(page, "Code that the app shows", totp(secret, -1));
  await page.keyboard.press("Enter");
  await page.locator("#recovery-codes li").first().waitFor();
  const codes = await page.locator("#recovery-codes li").allTextContents();
  assert.equal(codes.length, 10);
  await accessible(page, "recovery codes");
  await picture(page, "totp-recovery");
  await press(page, "I have kept them");
  await page.getByText("It is on. 10 recovery codes are left.").waitFor();
  await accessible(page, "second factor");
  await picture(page, "second-factor");
  await press(page, "Sign out");
  await at(page, "/auth/ui/sign-in");
  await signIn(page, email, PASSWORD);
  await heading(page, "Second factor");
  await accessible(page, "code of a sign-in");
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
  await page.locator("#remove-code").focus();
  await page.keyboard.type(codes[1]);
  await page.keyboard.press("Enter");
  await page.getByText("The second factor is removed.").waitFor();
}, { expected: [400, 401] });

await check("passkeys: made, sign in with it, deleted", async (page, context) => {
  await authenticator(page, context);
  await signUp(page);
  await page.goto(`${url}/auth/ui/passkeys`);
  await page.getByText("There are none.").waitFor();
  await type(page, "Name", "my laptop");
  await type(page, "Your password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("The passkey my laptop is made.").waitFor();
  await accessible(page, "passkeys");
  await picture(page, "passkeys");
  await press(page, "Sign out");
  await at(page, "/auth/ui/sign-in");
  await press(page, "Sign in with a passkey");
  await at(page, "/auth/ui/account");
  await page.goto(`${url}/auth/ui/passkeys`);
  await press(page, "Delete the passkey my laptop");
  await page.getByText("The passkey my laptop is deleted.").waitFor();
}, { expected: [401] });

/** Gives a person a second factor, which ends the session of the page. Returns the secret. */
async function addFactor(email) {
  const { access_token: token } = await api("POST", "/auth/login", { email, password: PASSWORD });
  const { secret } = await api("POST", "/auth/totp", { password: PASSWORD }, token);
  await api("POST", "/auth/totp/confirm", { code: totp(secret, -1) }, token);
  return secret;
}

/** Goes on as if ten minutes had passed since the sign-in: until the next step-up the route answers as the server does then. */
async function later(page, path) {
  let old = true;
  page.on("response", (answer) => {
    if (answer.url().endsWith("/auth/step-up") && answer.ok()) old = false;
  });
  const body = '{"error":{"code":"STEP_UP_REQUIRED","message":"x"}}';
  await page.route(`${url}/api/v1${path}`, (route) =>
    old && route.request().method() !== "GET" ? route.fulfill({ status: 403, contentType: "application/json", body }) : route.continue(),
  );
}

async function fillKey(page) {
  await page.goto(`${url}/auth/ui/keys`);
  await page.getByText("There are none.").waitFor();
  await later(page, "/auth/keys");
  await type(page, "Name", "nightly");
  await press(page, "notes:read", "Space");
  await press(page, "Create the key");
  await page.getByRole("dialog", { name: "Confirm that it is you" }).waitFor();
}

await check("a change asks for the second factor again: a wrong code, no code, a code", async (page) => {
  const email = await signUp(page);
  const secret = await addFactor(email);
  await signIn(page, email, PASSWORD);
  await heading(page, "Second factor");
  await type(page, "Code of your app", totp(secret));
  await page.keyboard.press("Enter");
  await at(page, "/auth/ui/account");
  await page.getByText(email).waitFor();
  await fillKey(page);
  await accessible(page, "step-up");
  await picture(page, "step-up");
  assert.equal(await focused(page), "Code of your app");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await page.locator("#prove-code-fault:not(:empty)").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("The key", { exact: true }).count(), 0);
  await press(page, "Create the key");
  await page.getByRole("dialog").waitFor();
  await type(page, "Code of your app", totp(secret, 1));
  await page.keyboard.press("Enter");
  await page.getByLabel("The key", { exact: true }).waitFor();
}, { expected: [400, 401, 403] });

await check("a change asks for a passkey again", async (page, context) => {
  await authenticator(page, context);
  const email = await signUp(page);
  await page.goto(`${url}/auth/ui/passkeys`);
  await page.getByText("There are none.").waitFor();
  await type(page, "Name", "my laptop");
  await type(page, "Your password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("The passkey my laptop is made.").waitFor();
  await fillKey(page);
  await press(page, "Use a passkey");
  await page.getByLabel("The key", { exact: true }).waitFor();
}, { expected: [401, 403] });

/** Signs in at the provider, whose pages are not ours. */
async function atProvider(page, name) {
  await page.waitForURL((each) => each.href.startsWith(provider));
  await page.locator("[name=login]").fill(name);
  await page.locator("[name=password]").fill("x");
  await page.locator("[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const isIn = async (context) => (await context.cookies()).some((each) => each.name === "__Host-access");

await check("by a provider: to where the person wanted; no password is asked for; again; deleted", async (page, context) => {
  await page.goto(`${url}/auth/ui/sign-in?return_to=/auth/ui/sessions`);
  await page.getByLabel("E-mail address").waitFor();
  await accessible(page, "sign-in with a provider");
  await picture(page, "provider-sign-in");
  await press(page, "Sign in with Local");
  await atProvider(page, `ada-${process.pid}`);
  await at(page, "/auth/ui/sessions");
  await page.getByText("(this session)").waitFor();
  assert.equal(page.url(), `${url}/auth/ui/sessions`);
  await press(page, "Account");
  await page.getByText(`Local (ada-${process.pid})`).waitFor();
  for (const name of ["account", "passkeys", "second-factor"]) {
    await page.goto(`${url}/auth/ui/${name}`);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("[type=password]").count(), 0, name);
    await accessible(page, name);
    await picture(page, `provider-${name}`);
  }
  await page.goto(`${url}/auth/ui/account`);
  await page.getByText(`Local (ada-${process.pid})`).waitFor();
  await press(page, "Delete the account");
  await press(page, "Sign in again with Local");
  await at(page, "/auth/ui/account");
  await page.getByText(`Local (ada-${process.pid})`).waitFor();
  await press(page, "Delete the account");
  await press(page, "Delete the account for good");
  await at(page, "/auth/ui/sign-in");
  assert.equal(await isIn(context), false);
}, { expected: [401] });

await check("by a provider: who does not sign in there, and errors that nobody wrote", async (page, context) => {
  await page.goto(`${url}/auth/ui/sign-in?return_to=/docs`);
  await page.getByLabel("E-mail address").waitFor();
  await press(page, "Sign in with Local");
  await page.getByText("Cancel").click();
  await page.getByRole("alert").filter({ hasText: "You did not sign in there." }).waitFor();
  assert.equal(page.url(), `${url}/auth/ui/sign-in?return_to=%2Fdocs`);
  assert.equal(await focused(page), "You did not sign in there.");
  await accessible(page, "failed");
  await picture(page, "provider-failed");
  for (const error of ["<b>x</b>", "constructor", "", "server_error"]) {
    await page.goto(`${url}/auth/ui/sign-in?${new URLSearchParams({ error })}`);
    await page.getByRole("alert").filter({ hasText: "The sign-in there did not work. Try again." }).waitFor();
    assert.equal(page.url(), `${url}/auth/ui/sign-in`);
  }
  assert.equal(await isIn(context), false);
}, { expected: [401] });

const STRANGERS_VERIFIER = "s".repeat(43);

/** A code that signs in a stranger, with a verifier that this browser does not have, and that nobody has used. */
async function strangersCode(page) {
  const landing = page.waitForRequest((request) => request.url().startsWith(`${url}/auth/ui/sign-in?code=`));
  await page.goto(`${url}/api/v1/auth/oidc/local?code_challenge=${createHash("sha256").update(STRANGERS_VERIFIER).digest("base64url")}&code_challenge_method=S256`);
  await atProvider(page, `eve-${process.pid}`);
  return new URL((await landing).url()).searchParams.get("code");
}

await check("by a provider: a link with the code of a stranger signs nobody in", async (page, context) => {
  const sent = [];
  page.on("request", (request) => request.url().endsWith("/auth/oidc/token") && sent.push(request.postData()));
  const code = await strangersCode(page);
  await page.getByRole("alert").filter({ hasText: "This sign-in did not begin in this tab." }).waitFor();
  assert.equal(page.url(), `${url}/auth/ui/sign-in`);
  assert.deepEqual(sent, []);
  // In the middle of a sign-in of the person.
  await context.clearCookies();
  await press(page, "Sign in with Local");
  await page.locator("[name=login]").waitFor();
  await page.goto(`${url}/auth/ui/sign-in?code=${code}`);
  await page.getByRole("alert").filter({ hasText: "The sign-in is not valid any more." }).waitFor();
  assert.equal(sent.length, 1);
  assert.equal(await isIn(context), false);
  // The code was good all the while.
  await api("POST", "/auth/oidc/token", { code, code_verifier: STRANGERS_VERIFIER });
}, { expected: [400, 401] });

const PAGES = ["sign-in", "sign-up", "forgot", "reset", "verify", "account", "sessions", "keys", "second-factor", "passkeys"];
const MINE = PAGES.slice(PAGES.indexOf("account"));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1000, 320]) {
    await check(`axe, ${colorScheme}, ${width} pixels`, async (page, context) => {
      await signUp(page);
      const cookies = await context.cookies();
      for (const name of PAGES) {
        await context.clearCookies();
        if (MINE.includes(name)) await context.addCookies(cookies);
        await page.goto(`${url}/auth/ui/${name}`);
        await page.waitForLoadState("networkidle");
        for (const summary of await page.locator("details").all()) await summary.evaluate((each) => (each.open = true));
        await accessible(page, name);
        await picture(page, `${name}-${colorScheme}-${width}`);
      }
    }, { colorScheme, viewport: { width, height: 900 }, expected: [401] });
  }
}

await end();
