import { button, call, config, el, field, form, main, once, start, status, time } from "./page.js";

const said = status();
const rows = el("ul", { class: "rows" });
const shown = el("div", {});

async function load() {
  const { data } = await call("GET", "/auth/keys?page=1&limit=100");
  rows.replaceChildren(...data.keys.map(row));
  if (!data.keys.length) rows.append(el("li", {}, "There are none."));
}

function row(key) {
  return el(
    "li",
    {},
    el("p", {}, el("strong", {}, key.name)),
    el("p", { class: "soft" }, key.scopes.join(", ")),
    el("p", { class: "soft" }, "Last used: ", key.last_used_at ? time(key.last_used_at) : "never", ". Ends: ", key.expires_at ? time(key.expires_at) : "never", "."),
    button("Delete", once(said, () => remove(key)), { "aria-label": `Delete the key ${key.name}` }),
  );
}

async function remove(key) {
  try {
    await call("DELETE", `/auth/keys/${key.id}`);
  } catch (e) {
    if (e.status !== 404) throw e;
  }
  shown.replaceChildren();
  await load();
  said.say(`The key ${key.name} is deleted.`);
}

function choices() {
  return el(
    "fieldset",
    { "aria-describedby": "scopes-fault" },
    el("legend", {}, "What the key may do"),
    el(
      "div",
      { class: "choices" },
      ...config.scopes.map((scope) => el("label", {}, el("input", { type: "checkbox", name: "scopes", id: `scope-${scope}`, value: scope }), scope)),
    ),
    el("p", { class: "fault", id: "scopes-fault" }),
  );
}

const create = form(
  "Create the key",
  async ({ name, expires_at: day }) => {
    const scopes = [...create.querySelectorAll("[name=scopes]:checked")].map((each) => each.value);
    document.getElementById("scopes-fault").textContent = "";
    if (!scopes.length) {
      document.getElementById("scopes-fault").textContent = "Choose at least one.";
      create.querySelector("[name=scopes]").focus();
      return;
    }
    // The end of the day in the zone of the person.
    const until = day && new Date(`${day}T23:59:59`).toISOString();
    const { data } = await call("POST", "/auth/keys", { name, scopes, ...(until && { expires_at: until }) });
    create.reset();
    await load();
    show(data);
  },
  field("name", "Name", { autocomplete: "off" }, "For what it is, such as: nightly import"),
  choices(),
  field("expires", "Last day (optional)", { type: "date", required: false, name: "expires_at" }),
);

/** The key is in no later answer. */
function show(data) {
  const copied = status();
  const key = el("output", { id: "key", tabindex: "-1", "aria-label": "The key" }, data.key);
  shown.replaceChildren(
    el("h2", {}, `The key ${data.name}`),
    el("p", {}, "It is shown this once. Keep it as you keep a password."),
    key,
    el(
      "p",
      {},
      button("Copy", async () => {
        try {
          await navigator.clipboard.writeText(data.key);
          copied.say("Copied.");
        } catch {
          copied.say("The browser does not allow it: select the text and copy it.");
        }
      }),
    ),
    copied.line,
  );
  key.focus();
}

start(async () => {
  await load();
  main.append(
    el("p", {}, "A key lets a program act for you, without your password."),
    rows,
    said.line,
    shown,
    el("h2", {}, "Create a key"),
    create,
  );
});
