import { contentOf, parametersOf } from "./api.js";
import { closed, code, el, prose } from "./dom.js";
import { notes, typeOf } from "./schema.js";
import { bodyText, curl, requestOf, send } from "./request.js";

/** An operation to try: its form is made when it is opened. */
export function trial(api, session, operation) {
  return closed(
    [
      el("span", { class: `method ${operation.method}` }, operation.method),
      " ",
      code(operation.path),
      " ",
      el("span", { class: "soft" }, operation.summary),
    ],
    () => [
      ...prose(operation.description),
      form(api, session, operation),
      el("p", {}, el("a", { href: `/redoc#${operation.operationId}` }, "Reference")),
    ],
    { id: operation.operationId, class: "operation" },
  );
}

/** Any other part of the query: a condition with an operator, or on a related row. */
const MORE = {
  name: "more",
  in: "query",
  schema: { type: "object" },
  description: "More of the query, such as `field[operator]=value`; one on each line.",
};

function form(api, session, operation) {
  const { plain, filters } = parametersOf(api, operation);
  const inputs = [];
  const fieldOf = (p) => {
    const made = input(api, operation, p);
    inputs.push({ parameter: p, input: made.input });
    return made.row;
  };
  const content = contentOf(api.resolve(operation.requestBody));
  const bodyId = `${operation.operationId}-body`;
  const body =
    content &&
    el(
      "textarea",
      { id: bodyId, spellcheck: "false" },
      content.example === undefined ? "" : JSON.stringify(content.example, null, 2),
    );
  if (body) body.rows = Math.min(24, body.value.split("\n").length + 1);
  const button = el("button", { class: "button" }, "Send");
  const command = el("code");
  const answer = el("div", { "aria-live": "polite" });

  const request = () =>
    requestOf(
      operation,
      inputs.map((each) => [each.parameter, each.input.value]),
      content?.type,
      body?.value,
    );
  const showCommand = () => (command.textContent = curl(request(), location.origin, operation.security.length > 0));

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    try {
      answer.replaceChildren(...answered(await send(session, request(), operation.security.length > 0)));
    } catch (e) {
      answer.replaceChildren(el("p", { class: "fault" }, e.message));
    } finally {
      button.disabled = false;
    }
  }

  return el(
    "form",
    { onsubmit: submit, oninput: showCommand },
    ...plain.map(fieldOf),
    filters.length ? closed(`Filters (${filters.length})`, () => filters.map(fieldOf)) : null,
    operation.parameters.length && operation.method === "GET" ? fieldOf(MORE) : null,
    body && el("label", { for: bodyId }, "Body ", el("span", { class: "soft" }, content.type)),
    body,
    el("p", {}, button),
    closed("The same with curl", () => (showCommand(), el("pre", {}, command))),
    answer,
  );
}

/** The row of one parameter. */
function input(api, operation, p) {
  const id = `${operation.operationId}-${p.in}-${p.name}`;
  const schema = api.resolve(p.schema) ?? {};
  const kind = p === MORE ? "" : (p.in === "query" ? "" : `${p.in}, `) + typeOf(api, p.schema);
  const values = schema.type === "boolean" ? ["true", "false"] : (schema.enum ?? []).filter((each) => each !== null);
  const made = values.length
    ? el("select", { id, required: p.required }, el("option"), ...values.map((each) => el("option", {}, String(each))))
    : schema.type === "object"
      ? el("textarea", { id, rows: "2", spellcheck: "false", placeholder: "name=value" })
      : el("input", { id, required: p.required, autocomplete: "off", spellcheck: "false" });
  const row = el(
    "div",
    { class: "input" },
    el("label", { for: id }, code(p.name), el("span", { class: "soft" }, ` ${kind}`)),
    made,
    el("div", { class: "soft" }, ...notes(api, p.schema, p.description)),
  );
  return { row, input: made };
}

function answered({ status, statusText, milliseconds, headers, text, signedIn }) {
  const parts = [
    el(
      "p",
      { class: status < 400 ? "status" : "status fault" },
      el("strong", {}, `${status} ${statusText}`),
      ` in ${Math.round(milliseconds)} ms`,
    ),
  ];
  if (status === 401 && !signedIn) parts.push(el("p", {}, "Nobody is signed in: sign in at the top of the page."));
  const lines = headers.map((header) => header.join(": ")).join("\n");
  parts.push(closed("Headers", () => el("pre", {}, code(lines))));
  if (text) parts.push(el("pre", {}, code(bodyText(text))));
  return parts;
}
