/** The address of the API. */
export const API = new URL(`..${document.documentElement.dataset.base}`, import.meta.url).href;

/** An answer of the API that is no success. `faults` are of fields of the body; `status` is 0 without an answer. */
export class Refusal extends Error {
  constructor(message, status = 0, code = "", faults = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

/**
 * Asks the API as who is signed in by cookies, if somebody is. An expired token is exchanged once.
 *
 * @param file whether the answer is a file and no JSON
 * @returns `status`, and `data` if the answer has some; a `Blob` of a file
 * @throws Refusal
 */
export async function ask(method, path, body, file = false) {
  try {
    return await send(method, path, body, file);
  } catch (e) {
    if (e.code !== "TOKEN_EXPIRED") throw e;
    await refresh();
    return send(method, path, body, file);
  }
}

let refreshing = null;

/** Requests at the same moment share one exchange. */
function refresh() {
  refreshing ??= send("POST", "/auth/refresh", {}).finally(() => (refreshing = null));
  return refreshing;
}

async function send(method, path, body, file = false) {
  let answer, text;
  try {
    answer = await fetch(API + path, {
      method,
      cache: "no-store",
      headers: { "X-Requested-With": "fetch", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    if (answer.ok && file) return { status: answer.status, data: await answer.blob() };
    text = await answer.text();
  } catch {
    throw new Refusal("The server does not answer; try again.");
  }
  let json = {};
  try {
    json = text === "" ? {} : JSON.parse(text);
  } catch {
    if (answer.ok) throw new Refusal("The answer of the server is not readable; try again.", answer.status);
  }
  if (answer.ok) return { status: answer.status, data: json.data };
  const error = json.error ?? {};
  throw new Refusal(error.message ?? `The server answered ${answer.status}.`, answer.status, error.code, error.details);
}

const fields = (form) => [...form.elements].filter((each) => each.name);

function blame(field, message) {
  field.setAttribute("aria-invalid", "true");
  document.getElementById(`${field.id}-fault`).textContent = message;
}

function absolve(form) {
  form.querySelector("[role=alert]").textContent = "";
  for (const field of fields(form)) {
    field.removeAttribute("aria-invalid");
    const fault = document.getElementById(`${field.id}-fault`);
    if (fault) fault.textContent = "";
  }
}

/** Shows a refusal beside the fields that it names, and what is left above the button. */
export function show(form, refusal) {
  const rest = [];
  let first = null;
  for (const fault of refusal.faults ?? []) {
    const field = fields(form).find((each) => each.name === fault.field && document.getElementById(`${each.id}-fault`));
    if (field) blame(field, fault.message);
    else rest.push(fault.message);
    first ??= field;
  }
  if (!first || rest.length) {
    form.querySelector("[role=alert]").textContent = rest.length ? rest.join(" ") : refusal.message;
  }
  const secret = fields(form).find((each) => each.autocomplete === "current-password");
  if (secret) secret.value = "";
  (first ?? secret ?? fields(form).at(-1))?.focus();
}

/**
 * Sends a form by a script: its policy allows no other way. A fault stands beside its field, is tied to it for screen
 * readers, and takes the focus. A second press of the button while the first is answered does nothing.
 *
 * @param action takes the values by name
 */
export function onSubmit(form, action) {
  let busy = false;
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    absolve(form);
    const wrong = fields(form).filter((field) => !field.checkValidity());
    for (const field of wrong) blame(field, field.validationMessage);
    if (wrong.length) return wrong[0].focus();
    busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      await action(Object.fromEntries(new FormData(form)));
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      show(form, e);
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  });
}
