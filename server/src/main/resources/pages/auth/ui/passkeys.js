import { button, call, el, field, form, main, once, owner, password, Refusal, start, status, time } from "./page.js";

const said = status();
const rows = el("ul", { class: "rows" });

async function load() {
  const { data } = await call("GET", "/auth/passkeys?page=1&limit=100");
  rows.replaceChildren(...data.passkeys.map(row));
  if (!data.passkeys.length) rows.append(el("li", {}, "There are none."));
}

function row(key) {
  return el(
    "li",
    {},
    el("p", {}, el("strong", {}, key.name)),
    el("p", { class: "soft" }, "Since ", time(key.created_at), ". Last used: ", key.last_used_at ? time(key.last_used_at) : "never", "."),
    button(
      "Delete",
      once(said, async () => {
        await call("DELETE", `/auth/passkeys/${key.id}`);
        await load();
        said.say(`The passkey ${key.name} is deleted.`);
      }),
      { "aria-label": `Delete the passkey ${key.name}` },
    ),
  );
}

async function create({ name, password: secret }) {
  const { data } = await call("POST", "/auth/passkeys/options", secret ? { password: secret } : {});
  let credential;
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(data.options);
    credential = (await navigator.credentials.create({ publicKey })).toJSON();
  } catch {
    throw new Refusal("The browser made no passkey.");
  }
  await call("POST", "/auth/passkeys", { challenge_id: data.challenge_id, name, credential });
  await load();
  said.say(`The passkey ${name} is made.`);
}

start(async () => {
  const { data: user } = await call("GET", "/auth/me");
  await load();
  const make = form(
    "Make a passkey",
    async (values) => {
      await create(values);
      make.reset();
    },
    field("name", "Name", { autocomplete: "off" }, "Where it is kept, such as: my phone"),
    ...(user.email === null ? [] : [owner(user), password("password", "Your password", { required: false })]),
  );
  main.append(el("p", {}, "A passkey signs you in without a password: with your finger, your face or the code of the device."), rows, said.line, el("h2", {}, "Make a passkey"), make);
});
