import { button, call, config, el, field, form, goOn, main, owner, password, providerOf, secondFactor, start, status } from "./page.js";

const said = status();
const heading = document.querySelector("h1");

async function load() {
  const [{ data: user }, { data: factor }] = await Promise.all([call("GET", "/auth/me"), call("GET", "/auth/totp")]);
  main.replaceChildren(
    heading,
    said.line,
    ...(factor.enabled ? manage(factor) : []),
    ...(user.email === null ? elsewhere(user) : begin(user, factor)),
  );
}

const elsewhere = (user) => [
  el("p", {}, `There is none for this account: ${providerOf(user) ?? "a passkey"} signs you in, and it has no password here.`),
];

/** Shows an answer of the server below the heading. */
function next(title, ...content) {
  main.replaceChildren(heading, el("h2", { tabindex: "-1", id: "step" }, title), ...content);
  document.getElementById("step").focus();
}

function begin(user, factor) {
  const set = form(
    factor.enabled ? "Use another app" : "Set it up",
    async (values) => confirm((await call("POST", "/auth/totp", values)).data),
    owner(user),
    password("set-password", "Your password"),
  );
  const parts = [
    el("h2", {}, factor.enabled ? "Another app" : "Set it up"),
    config.totpRequired && !factor.enabled && el("p", {}, el("strong", {}, "You need one here: until it is set up, you can change your account, and nothing else.")),
    el("p", {}, "An authenticator app on your phone shows a code, which the sign-in asks for after the password."),
    set,
  ];
  return parts.filter(Boolean);
}

function confirm({ secret, uri }) {
  const check = form(
    "Confirm",
    async ({ code }) => codes((await call("POST", "/auth/totp/confirm", { code: code.trim() })).data.recovery_codes),
    field("new-code", "Code that the app shows", { name: "code", autocomplete: "one-time-code", inputmode: "numeric" }),
  );
  next(
    "Add it to the app",
    el("p", {}, "On this device: ", el("a", { href: uri }, "open the authenticator app")),
    el("p", { id: "secret-label" }, "On another one: type this key into the app."),
    el("output", { id: "secret", "aria-labelledby": "secret-label" }, secret.replace(/(.{4})(?=.)/g, "$1 ")),
    el("h2", {}, "Confirm it"),
    check,
  );
}

/** They are in no later answer. */
function codes(all) {
  next(
    "Recovery codes",
    el("p", {}, "Each signs you in once without the app. They are shown this once: print them, or keep them with your passwords."),
    el("ul", { class: "rows", id: "recovery-codes" }, ...all.map((each) => el("li", {}, el("code", {}, each)))),
    el("p", {}, button("I have kept them", () => (new URLSearchParams(location.search).has("return_to") ? goOn() : load()))),
  );
}

function manage(factor) {
  const renew = form(
    "Make new recovery codes",
    async ({ code }) => codes((await call("POST", "/auth/totp/recovery-codes", { code: code.trim() })).data.recovery_codes),
    secondFactor("renew-code"),
  );
  const remove = form(
    "Remove the second factor",
    async ({ code }) => {
      await call("DELETE", "/auth/totp", { code: code.trim() });
      await load();
      said.say("The second factor is removed.");
    },
    secondFactor("remove-code"),
  );
  return [
    el("p", {}, `It is on. ${factor.recovery_codes_left} recovery codes are left.`),
    el("h2", {}, "Recovery codes"),
    renew,
    ...(config.totpRequired ? [] : [el("h2", {}, "Remove it"), remove]),
  ];
}

start(load);
