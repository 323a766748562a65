import { ask, onSubmit, Refusal } from "../form.js";
import { el } from "../../docs/dom.js";
import { leaveFor, RETURN } from "./provider.js";
import { returnTo } from "./return-to.js";

export { el, onSubmit, Refusal };

/** What the spec says; see AccountPages. */
export const config = JSON.parse(document.body.dataset.config);

export const main = document.querySelector("main");

/** The address of a page of these, such as `account`. */
export const address = (page) => new URL(`./${page}`, import.meta.url).href;

const wanted = () => new URLSearchParams(location.search).get("return_to");

const back = (page, place) => `${address(page)}?${new URLSearchParams({ return_to: place })}`;

/** The address of a page, which knows where the person wants to go. */
export const onward = (page) => (wanted() === null ? address(page) : back(page, wanted()));

/** The address of this page as `return_to`. */
const here = () => location.pathname + location.search;

/** Leaves for the page that the person wanted. */
export function goOn() {
  location.replace(returnTo(wanted(), config.redirects, location.origin) ?? address("account"));
}

/** Leaves after a sign-in that asked for one factor: with `totp: required` it does not open much. */
export function goOnWithOneFactor() {
  if (config.totpRequired) location.replace(onward("second-factor"));
  else goOn();
}

/** Asks the API as `ask` does. What is missing leads to the page where it is made, and from there back. */
export async function call(method, path, body, file = false) {
  try {
    return await ask(method, path, body, file);
  } catch (e) {
    if (e.code === "STEP_UP_REQUIRED" && (await proveAgain())) return call(method, path, body, file);
    if (e.code === "SECOND_FACTOR_REQUIRED") location.replace(back("second-factor", here()));
    else if (e.status === 401 && e.code !== "INVALID_CREDENTIALS") location.replace(back("sign-in", here()));
    else throw e;
    return new Promise(() => {});
  }
}

/** Asks again who it is, which changes of the account need; false if the person does not say. */
async function proveAgain() {
  const user = await whoIsIn();
  return new Promise((resolve) => {
    let proven = false;
    const end = (value) => {
      proven = value;
      dialog.close();
    };
    const dialog = el(
      "dialog",
      { "aria-labelledby": "prove-title", onclose: () => (dialog.remove(), resolve(proven)) },
      el("h2", { id: "prove-title" }, "Confirm that it is you"),
      config.totp &&
        form(
          "Confirm",
          async ({ code }) => {
            await ask("POST", "/auth/step-up", { code: code.trim() });
            end(true);
          },
          secondFactor("prove-code"),
        ),
      config.passkeys && usePasskey("Use a passkey", async (proof) => {
        await ask("POST", "/auth/step-up", proof);
        end(true);
      }),
      ...again(user),
      el("p", { class: "soft" }, "Another way: sign out, sign in, and come back within ten minutes."),
      el("p", {}, button("Cancel", () => end(false))),
    );
    main.append(dialog);
    dialog.showModal();
  });
}

export const secondFactor = (id) =>
  field(id, "Code of your app", { name: "code", autocomplete: "one-time-code", spellcheck: "false" }, "Six digits, or a recovery code.");

/** A button that asks the browser for a passkey, and the line of what goes wrong. */
export function usePasskey(words, action) {
  const said = status();
  const go = once(said, async () => {
    const { data } = await ask("POST", "/auth/passkeys/login/options", {});
    let credential;
    try {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(data.options);
      credential = (await navigator.credentials.get({ publicKey })).toJSON();
    } catch {
      throw new Refusal("The browser gave no passkey.");
    }
    await action({ challenge_id: data.challenge_id, credential });
  });
  return el("div", {}, el("p", {}, button(words, go)), said.line);
}

const inWords = (provider) => provider.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");

/** The name of the provider that signs a person in; null for none. */
export const providerOf = (user) => (user?.identity ? inWords(user.identity.issuer) : null);

/** Buttons to sign in by providers, which lead back to where the person wants to go. */
export function providers(names = config.providers, words = "Sign in with", place = wanted) {
  if (!config.redirects.includes(RETURN)) return [];
  const said = status();
  const each = (name) => el("p", {}, button(`${words} ${inWords(name)}`, once(said, () => leaveFor(name, place()))));
  return names.length ? [el("div", {}, ...names.map(each), said.line)] : [];
}

/** The button of the provider of an account, which leads back to this page. */
export const again = (user) =>
  providers(config.providers.filter((name) => name === user?.identity?.issuer), "Sign in again with", here);

/** Who is signed in; null for nobody. */
export async function whoIsIn() {
  try {
    return (await ask("GET", "/auth/me")).data;
  } catch (e) {
    if (e.status !== 401) throw e;
    return null;
  }
}

/** Runs the page; a failure of its first questions is said. */
export async function start(page) {
  document.getElementById("sign-out")?.addEventListener("click", signOut);
  try {
    await page();
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    main.append(el("p", { class: "fault", role: "alert" }, e.message));
  }
}

async function signOut() {
  try {
    await ask("POST", "/auth/logout");
  } catch (e) {
    // The server had ended the session before.
    if (e.status !== 401) {
      main.prepend(el("p", { class: "fault", role: "alert" }, e.message));
      return;
    }
  }
  location.replace(address("sign-in"));
}

/**
 * A field with its label, and the places of its hint and its fault.
 *
 * @param id also its name, unless `attributes` has another
 */
export function field(id, label, attributes = {}, hint = null) {
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    hint && el("p", { class: "soft", id: `${id}-hint` }, hint),
    el("input", {
      id,
      name: id,
      type: "text",
      required: true,
      "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-fault`,
      ...attributes,
    }),
    el("p", { class: "fault", id: `${id}-fault` }),
  );
}

export const email = (id, attributes = {}, label = "E-mail address") =>
  field(id, label, { name: "email", type: "email", autocomplete: "username", ...attributes });

export const password = (id, label = "Password", attributes = {}) =>
  field(id, label, { name: "password", type: "password", autocomplete: "current-password", ...attributes });

export const newPassword = (id, label) =>
  field(
    id,
    label,
    { name: "password", type: "password", autocomplete: "new-password" },
    `At least ${config.passwordMinLength} characters; several words are easy to remember.`,
  );

/** Tells a password manager whose password a form has. */
export const owner = (user) =>
  el("input", { type: "text", autocomplete: "username", value: user.email ?? "", hidden: true });

/** A form of its fields with one button. */
export function form(submit, action, ...content) {
  const made = el(
    "form",
    {},
    ...content,
    el("p", { class: "fault", role: "alert" }),
    el("p", {}, el("button", { class: "button main" }, submit)),
  );
  onSubmit(made, action);
  return made;
}

/** A line that screen readers read out when it changes. */
export function status() {
  const line = el("p", { role: "status", tabindex: "-1" });
  return {
    line,
    say(text) {
      line.textContent = text;
      line.focus();
    },
  };
}

/** Takes the place of what the page shows below its heading. */
export function replace(title, ...content) {
  const heading = document.querySelector("h1");
  heading.textContent = title;
  main.replaceChildren(heading, ...content);
  heading.focus();
}

export const button = (words, onclick, attributes = {}) =>
  el("button", { type: "button", class: "button", onclick, ...attributes }, words);

/** Runs what a button does once at a time; a refusal is said in `line`. */
export function once(line, action) {
  let busy = false;
  return async (event) => {
    if (busy) return;
    busy = true;
    try {
      await action(event);
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      line.say(e.message);
    } finally {
      busy = false;
    }
  };
}

const TIME = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** A moment in the zone of the browser. */
export const time = (text) => el("time", { datetime: text }, TIME.format(new Date(text)));
