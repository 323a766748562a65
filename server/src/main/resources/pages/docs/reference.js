import { contentOf, parametersOf } from "./api.js";
import { closed, code, el, prose } from "./dom.js";
import { fields, notes, table, typeOf } from "./schema.js";

/** An operation to read: what it does is in sight, its parameters, body and answers open on demand. */
export function reference(api, operation) {
  const { plain, filters } = parametersOf(api, operation);
  const body = api.resolve(operation.requestBody);
  return el(
    "article",
    { id: operation.operationId, class: "operation" },
    el(
      "h3",
      {},
      el("span", { class: `method ${operation.method}` }, operation.method),
      " ",
      code(operation.path),
      " ",
      operation.summary,
    ),
    ...prose(operation.description),
    plain.length ? closed(`Parameters (${plain.length})`, () => parameters(api, plain)) : null,
    filters.length ? closed(`Filters (${filters.length})`, () => filterTable(api, filters)) : null,
    body ? closed(body.required ? "Body" : "Body, optional", () => message(api, body)) : null,
    closed(
      ["Answers ", el("span", { class: "soft" }, Object.keys(operation.responses).join(" "))],
      () => answers(api, operation),
    ),
    el("p", {}, el("a", { href: `/docs#${operation.operationId}` }, "Try it")),
  );
}

function parameters(api, list) {
  return table(
    ["Parameter", "Type", "Notes"],
    list.map((p) => [
      [code(p.name), el("span", { class: "soft" }, ` ${p.in}${p.required ? "" : ", optional"}`)],
      [typeOf(api, p.schema)],
      notes(api, p.schema, p.description),
    ]),
  );
}

/** One row for each field, with its operators; what an operator means is said once, below. */
function filterTable(api, filters) {
  const byField = new Map();
  const meanings = new Map();
  for (const p of filters) {
    const [field, operator] = p.name.split(/\[|\]/);
    const row = byField.get(field) ?? { type: typeOf(api, p.schema), operators: [] };
    byField.set(field, row);
    if (operator) {
      row.operators.push(operator);
      if (!meanings.has(operator)) meanings.set(operator, p.description);
    }
  }
  const codes = (list) => list.flatMap((each, i) => [i ? " " : "", code(each)]);
  return [
    table(
      ["Field", "Type", "Operators"],
      [...byField].map(([field, row]) => [[code(field)], [row.type], codes(row.operators)]),
    ),
    table(
      ["Operator", "Keeps a row whose value"],
      [...meanings].map(([operator, text]) => [[code(`[${operator}]`)], prose(text)]),
    ),
  ];
}

function answers(api, operation) {
  return Object.entries(operation.responses).map(([status, answer]) => {
    const found = api.resolve(answer);
    const title = [code(status), " ", el("span", {}, found.description?.split("\n")[0])];
    const headers = Object.entries(found.headers ?? {}).map(([name, header]) => [name, api.resolve(header)]);
    return closed(
      title,
      () => [
        headers.length
          ? table(
              ["Header", "Notes"],
              headers.map(([name, header]) => [[code(name)], notes(api, header.schema, header.description)]),
            )
          : "",
        ...message(api, found),
      ],
      { class: "answer" },
    );
  });
}

/** The fields and the example of a body. */
function message(api, found) {
  const content = contentOf(found);
  if (!content) return [el("p", { class: "soft" }, "No body.")];
  const { type, schema, example } = content;
  return [
    el("p", {}, code(type), " ", typeOf(api, schema)),
    fields(api, schema) ?? "",
    example === undefined ? "" : el("pre", {}, code(JSON.stringify(example, null, 2))),
  ];
}
