import { ask, Refusal } from "../form.js";
import { config, el, email, form, goOn, goOnWithOneFactor, main, onward, password, providers, replace, secondFactor, start, usePasskey, whoIsIn } from "./page.js";
import { answered, finish } from "./provider.js";

/** The second step of an account with a second factor. */
function askForCode(answer) {
  const second = form(
    "Sign in",
    async ({ code }) => {
      await ask("POST", "/auth/totp/login", { challenge: answer.challenge, code: code.trim() });
      goOn();
    },
    secondFactor("code"),
  );
  replace("Second factor", ...(answer.factors.includes("totp") ? [second] : []), ...passkey(), el("p", {}, el("a", { href: location.href }, "Begin again")));
  (answer.factors.includes("totp") ? second.elements.code : document.querySelector("h1")).focus();
}

const passkey = () =>
  config.passkeys
    ? [
        usePasskey("Sign in with a passkey", async (proof) => {
          await ask("POST", "/auth/passkeys/login", { ...proof, mode: "cookie" });
          goOn();
        }),
      ]
    : [];

function links() {
  return el(
    "p",
    {},
    el("a", { href: onward("forgot") }, "Forgot the password?"),
    config.signup === "closed" ? null : el("br"),
    config.signup === "closed" ? null : el("a", { href: onward("sign-up") }, "Sign up"),
  );
}

/** Ends a sign-in by a provider; what went wrong, or null. */
async function byProvider(answer) {
  try {
    await finish(answer);
    return null;
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    return e.message;
  }
}

start(async () => {
  const answer = answered();
  const failure = answer && (await byProvider(answer));
  if (!failure && (answer || (await whoIsIn()))) return goOn();
  const signIn = form(
    "Sign in",
    async ({ email, password }) => {
      const { status, data } = await ask("POST", "/auth/login", { email, password, mode: "cookie" });
      if (status === 202) askForCode(data);
      else goOnWithOneFactor();
    },
    email("email"),
    password("password"),
  );
  const fault = failure && el("p", { class: "fault", role: "alert", tabindex: "-1" }, failure);
  main.append(...(fault ? [fault] : []), signIn, ...passkey(), ...providers(), links());
  (fault || signIn.elements.email).focus();
});
