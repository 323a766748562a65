import { closed, code, el, prose } from "./dom.js";

/** The type of a value in words, such as `string (date) or null`. */
export function typeOf(api, schema) {
  const found = api.resolve(schema) ?? {};
  const choices = found.anyOf ?? found.oneOf;
  if (choices) return [...new Set(choices.map((each) => typeOf(api, each)))].join(" or ");
  const types = [found.type ?? "any value"].flat();
  return types
    .map((type) => {
      if (type === "array") return `array of ${typeOf(api, found.items)}`;
      return found.format && type !== "null" && type !== "object" ? `${type} (${found.format})` : type;
    })
    .join(" or ");
}

/** The limits of a value, each in a few words. */
function limits(schema) {
  const words = [];
  const range = (low, high, one, many) => {
    const counted = (n) => [n, n === 1 ? one : many].filter(Boolean).join(" ");
    if (low != null && low === high) words.push(`exactly ${counted(low)}`);
    else if (low != null && high != null) words.push(`${low} to ${counted(high)}`);
    else if (low != null) words.push(`at least ${counted(low)}`);
    else if (high != null) words.push(`at most ${counted(high)}`);
  };
  range(schema.minimum, schema.maximum);
  range(schema.minLength, schema.maxLength, "character", "characters");
  range(schema.minItems, schema.maxItems, "entry", "entries");
  if (schema.exclusiveMinimum != null) words.push(`more than ${schema.exclusiveMinimum}`);
  if (schema.exclusiveMaximum != null) words.push(`less than ${schema.exclusiveMaximum}`);
  if (schema.readOnly) words.push("set by the server");
  return words;
}

/** What is known of a value beside its name and type. */
export function notes(api, schema, description) {
  const found = api.resolve(schema) ?? {};
  const parts = prose(description ?? found.description);
  const inner = found.type === "array" ? (api.resolve(found.items) ?? {}) : found;
  const words = limits(found);
  if (found.default !== undefined) words.push(`default ${JSON.stringify(found.default)}`);
  if (words.length) parts.push(el("p", { class: "soft" }, words.join(", ")));
  const values = (inner.enum ?? []).filter((each) => each !== null);
  if (values.length) {
    const list = values.flatMap((each, i) => [i ? " " : "", code(String(each))]);
    const shown = () => el("p", {}, ...list);
    parts.push(values.length > 12 ? closed(`${values.length} values`, shown) : shown());
  }
  if (inner.pattern) parts.push(closed("pattern", () => code(inner.pattern)));
  return parts;
}

/** The fields of an object or of an array's objects; those of objects inside open on demand. Null if there are none. */
export function fields(api, schema) {
  const found = api.resolve(schema) ?? {};
  const choices = found.anyOf ?? found.oneOf;
  if (choices) {
    const shown = choices.map((each) => fields(api, each)).filter(Boolean);
    return shown.length ? el("div", {}, ...shown) : null;
  }
  if (found.items) return fields(api, found.items);
  if (!found.properties) return null;
  const required = new Set(found.required);
  return table(
    ["Field", "Type", "Notes"],
    Object.entries(found.properties).map(([name, property]) => {
      const inside = hasFields(api, property) ? [closed("fields", () => fields(api, property))] : [];
      return [
        [code(name), required.has(name) ? "" : el("span", { class: "soft" }, " optional")],
        [typeOf(api, property)],
        [...notes(api, property), ...inside],
      ];
    }),
  );
}

function hasFields(api, schema) {
  const found = api.resolve(schema) ?? {};
  if (found.properties) return true;
  return [found.items ?? [], found.anyOf ?? [], found.oneOf ?? []].flat().some((each) => hasFields(api, each));
}

export function table(heads, rows) {
  return el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": heads.join(", ") },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, ...cell))))),
    ),
  );
}
