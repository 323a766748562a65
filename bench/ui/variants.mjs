import assert from "node:assert/strict";
import { accessible, at, check, end, fillSignIn, fillSignUp, heading, mailed, newEmail, PASSWORD, picture, press, signIn, totp, type, url } from "./person.mjs";

const [variant, ...invitations] = process.argv.slice(6);

if (variant === "required") {
  const setUp = async (page) => {
    await page.getByText("You need one here").waitFor();
    await type(page, "Your password", PASSWORD);
    await page.keyboard.press("Enter");
    const secret = (await page.locator("#secret").textContent()).trim();
    await type(page, "Code that the app shows", totp(secret));
    await page.keyboard.press("Enter");
    await press(page, "I have kept them");
  };

  await check("totp: required: a sign-up and a sign-in lead to the second factor, and from there on", async (page) => {
    const email = newEmail();
    await fillSignUp(page, email);
    await at(page, "/auth/ui/second-factor");
    await page.getByText("You need one here").waitFor();
    await accessible(page, "second factor");
    await picture(page, "required");
    await press(page, "Sign out");
    await at(page, "/auth/ui/sign-in");
    await signIn(page, email, PASSWORD, "/auth/ui/sign-in?return_to=/docs");
    await at(page, "/auth/ui/second-factor");
    await setUp(page);
    await at(page, "/docs");
    await page.goto(`${url}/auth/ui/second-factor`);
    await page.getByText("It is on.").waitFor();
    assert.equal(await page.getByText("Remove").count(), 0, "the server would refuse it");
    assert.equal(await page.getByText("You need one here").count(), 0);
    await press(page, "Sign out");
    await at(page, "/auth/ui/sign-in");
    await signIn(page, email, PASSWORD);
    await heading(page, "Second factor");
  }, { expected: [401] });

  await check("totp: required: what needs a second factor leads to it, and back", async (page) => {
    await fillSignUp(page, newEmail());
    await at(page, "/auth/ui/second-factor");
    await page.goto(`${url}/auth/ui/keys`);
    await page.getByText("There are none.").waitFor();
    await type(page, "Name", "nightly");
    await press(page, "notes:read", "Space");
    await press(page, "Create the key");
    await at(page, "/auth/ui/second-factor");
    await setUp(page);
    await at(page, "/auth/ui/keys");
  }, { expected: [401, 403] });
}

if (variant === "invited") {
  assert.equal(invitations.length, 2);

  await check("signup: invited: the link of the invitation", async (page) => {
    await page.goto(invitations[0]);
    await heading(page, "You are invited");
    await accessible(page, "invitation");
    await picture(page, "invited");
    await type(page, "Your e-mail address", "ann@example.com");
    await type(page, "Password", PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("Your account is ready.").waitFor();
    await press(page, "Sign in");
    await at(page, "/auth/ui/sign-in");
    await fillSignIn(page, "ann@example.com", PASSWORD);
    await at(page, "/auth/ui/account");
  }, { expected: [401] });

  await check("signup: invited: a wrong invitation, and the right one, on the page for sign-up", async (page) => {
    await page.goto(`${url}/auth/ui/sign-up`);
    await page.getByLabel("Invitation").waitFor();
    await type(page, "Invitation", "x".repeat(43));
    await type(page, "E-mail address", "bob@example.com");
    await type(page, "Password", PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator("#invitation-fault:not(:empty)").waitFor();
    await accessible(page, "sign-up");
    await picture(page, "invited-sign-up");
    await type(page, "Invitation", new URL(invitations[1]).searchParams.get("token"));
    await page.keyboard.press("Enter");
    await at(page, "/auth/ui/account");
    await page.getByText("bob@example.com").waitFor();
  }, { expected: [400, 401] });
}

if (variant === "verified") {
  await check("verification: sign-in: no account before the link of the mail was opened", async (page) => {
    const email = newEmail();
    await fillSignUp(page, email);
    await heading(page, "Look into your mail");
    await accessible(page, "mail");
    await picture(page, "verified");
    await signIn(page, email, PASSWORD);
    await page.getByRole("alert").filter({ hasText: "." }).waitFor();
    await page.goto(await mailed(email, "/auth/verify"));
    await press(page, "Confirm the address");
    await page.getByText("The address is confirmed.").waitFor();
    await press(page, "Sign in");
    await at(page, "/auth/ui/sign-in");
    await fillSignIn(page, email, PASSWORD);
    await at(page, "/auth/ui/account");
    await page.getByText(email).waitFor();
  }, { expected: [401, 403] });
}

await end();
