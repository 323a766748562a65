import { again, address, button, call, config, el, email, field, form, main, newPassword, once, owner, password, providerOf, start, status, time } from "./page.js";

start(async () => {
  const { data: user } = await call("GET", "/auth/me");
  const own = user.email === null ? elsewhere(user) : [...change(user), ...secret(user)];
  main.append(about(user), ...verification(user), ...name(user), ...own, ...copy(), ...end(user));
});

function about(user) {
  const provider = providerOf(user);
  const rows = [
    user.email === null && provider ? ["Signed in with", `${provider} (${user.identity.subject})`] : ["E-mail address", user.email ?? "none"],
    ["Since", time(user.created_at)],
  ];
  if (user.roles?.length) rows.push(["Roles", user.roles.join(", ")]);
  return el("dl", {}, ...rows.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

/** A part of the page with a form, which is empty again after it was sent. */
function part(title, submit, done, action, ...content) {
  const said = status();
  const made = form(
    submit,
    async (values) => {
      await action(values);
      for (const input of made.querySelectorAll("[type=password], [data-empties]")) input.value = "";
      said.say(done);
    },
    ...content,
  );
  return [el("h2", {}, title), made, said.line];
}

function verification(user) {
  if (user.email_verified !== false) return [];
  const said = status();
  return [
    el("p", {}, "The e-mail address is not confirmed yet. ", config.verification === "writes" && "Until then you can read only."),
    button(
      "Send the mail again",
      once(said, async () => {
        await call("POST", "/auth/email/resend", { email: user.email });
        said.say("A mail with a link is on its way.");
      }),
    ),
    said.line,
  ];
}

const name = (user) =>
  part(
    "Name",
    "Save the name",
    "The name is saved.",
    ({ name }) => call("PATCH", "/auth/me", { name: name === "" ? null : name }),
    field("name", "Name", { autocomplete: "name", required: false, value: user.name ?? "" }),
  );

const change = (user) =>
  part(
    "Change the e-mail address",
    "Send the mails",
    "A mail is on its way to each of the two addresses. When both links were opened, the address has changed.",
    (values) => call("POST", "/auth/email/change", values),
    email("new-email", { autocomplete: "email", "data-empties": true }, "New e-mail address"),
    owner(user),
    password("email-password", "Your password"),
  );

const secret = (user) =>
  part(
    "Change the password",
    "Change the password",
    "The password is changed. Every other session has ended.",
    (values) => call("PUT", "/auth/password", values),
    owner(user),
    password("current-password", "Current password", { name: "current_password" }),
    newPassword("new-password", "New password"),
  );

const elsewhere = (user) => [
  el("h2", {}, "E-mail address and password"),
  el("p", {}, `The account has none here: ${providerOf(user) ?? "a passkey"} signs you in.`),
];

function copy() {
  const said = status();
  const save = button(
    "Download",
    once(said, async () => {
      const { data } = await call("GET", "/auth/me/export", undefined, true);
      const file = URL.createObjectURL(data);
      el("a", { href: file, download: "account.ndjson" }).click();
      URL.revokeObjectURL(file);
      said.say("The download has begun.");
    }),
  );
  return [el("h2", {}, "Your data"), el("p", {}, "All data of the account, one JSON object a line."), el("p", {}, save), said.line];
}

function end(user) {
  const remove = form(
    "Delete the account for good",
    async (values) => {
      await call("DELETE", "/auth/me", values);
      location.replace(address("sign-in"));
    },
    el("p", {}, "The account and all that it owns are deleted. Nobody can bring them back."),
    ...(user.email === null ? [el("p", {}, "This works within ten minutes of a sign-in.")] : [owner(user), password("deletion-password", "Your password")]),
  );
  return [el("h2", {}, "The end"), el("details", {}, el("summary", {}, "Delete the account"), remove, ...again(user))];
}
