import { el } from "./dom.js";

/** Shows in `place` who is signed in, with the buttons to sign in and out. */
export function showSession(place, session, signUp) {
  const email = el("input", { id: "email", type: "email", autocomplete: "username", required: true });
  const password = el("input", { id: "password", type: "password", autocomplete: "current-password", required: true });
  const code = el("input", { id: "code", autocomplete: "one-time-code" });
  const secondStep = el(
    "div",
    { hidden: true },
    el("label", { for: "code" }, "Code of your app, or a recovery code"),
    code,
  );
  let challenge = null;
  const fault = el("p", { class: "fault", role: "alert" });
  const submit = el("button", { class: "button" }, "Sign in");
  const dialog = el(
    "dialog",
    { "aria-labelledby": "sign-in-title", onclose: forget },
    el(
      "form",
      { method: "dialog", onsubmit: signIn },
      el("h2", { id: "sign-in-title" }, "Sign in"),
      el("label", { for: "email" }, "E-mail"),
      email,
      el("label", { for: "password" }, "Password"),
      password,
      secondStep,
      fault,
      el(
        "p",
        {},
        submit,
        " ",
        el("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Cancel"),
      ),
      el("p", { class: "soft" }, "The token is kept in the memory of this page only; a reload forgets it."),
      signUp &&
        el("p", { class: "soft" }, "No account? ", el("a", { href: signUp, onclick: () => dialog.close() }, "Sign up")),
    ),
  );
  const open = el("button", { class: "button", type: "button", onclick: ask }, "Sign in");
  const close = el("button", { class: "button", type: "button", onclick: signOut }, "Sign out");
  const note = el("span", { role: "status" });

  function forget() {
    password.value = "";
    code.value = "";
    step(null);
  }

  /** The second step with a challenge, the first without one. */
  function step(next) {
    challenge = next;
    secondStep.hidden = !next;
    code.required = !!next;
    email.disabled = password.disabled = !!next;
  }

  function ask() {
    fault.textContent = "";
    dialog.showModal();
    (email.value ? password : email).focus();
  }

  async function signIn(event) {
    event.preventDefault();
    const secret = password.value;
    password.value = "";
    fault.textContent = "";
    submit.disabled = true;
    try {
      if (challenge) await session.confirm(challenge, code.value.trim());
      else step(await session.signIn(email.value, secret));
      if (!challenge || session.user) dialog.close();
      else code.focus();
    } catch (e) {
      fault.textContent = e.message;
      if (challenge && e.status === 401) step(null);
      (challenge ? code : password).focus();
    } finally {
      submit.disabled = false;
    }
  }

  async function signOut() {
    close.disabled = true;
    try {
      await session.signOut();
    } catch (e) {
      note.textContent = `Signed out here, but not on the server: ${e.message}`;
    } finally {
      close.disabled = false;
    }
  }

  function show() {
    note.textContent = session.user?.email ?? session.ended ?? "";
    note.classList.toggle("fault", !!session.ended);
    open.hidden = !!session.user;
    close.hidden = !session.user;
  }

  session.addEventListener("change", show);
  place.append(note, open, close, dialog);
  show();
}
