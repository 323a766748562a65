/** A person reads what a generated client does not need: conditions, errors, limits and examples. */
const DOCUMENT = "/openapi.json?detail=full";
const METHODS = ["get", "post", "put", "patch", "delete"];

/** The OpenAPI document of this server, by what the pages show of it. */
export class Api {
  #document;

  static async load() {
    const answer = await fetch(DOCUMENT, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${DOCUMENT}: ${answer.status}`);
    return new Api(await answer.json());
  }

  constructor(document) {
    this.#document = document;
    this.info = document.info;
    const byTag = new Map((document.tags ?? []).map((tag) => [tag.name, { ...tag, operations: [] }]));
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of METHODS.filter((each) => item[each])) {
        const found = item[method];
        const operation = {
          ...found,
          path,
          method: method.toUpperCase(),
          parameters: [...(item.parameters ?? []), ...(found.parameters ?? [])],
          security: found.security ?? document.security ?? [],
        };
        const tag = found.tags?.[0] ?? "Other";
        if (!byTag.has(tag)) byTag.set(tag, { name: tag, operations: [] });
        byTag.get(tag).operations.push(operation);
      }
    }
    this.sections = [...byTag.values()].filter((section) => section.operations.length);
  }

  /** What a `$ref` of the document points at; anything else as it is. */
  resolve(value) {
    for (let steps = 0; value?.$ref && steps < 20; steps++) {
      const { $ref, ...beside } = value;
      const keys = $ref.slice(2).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
      value = { ...keys.reduce((at, key) => at?.[key], this.#document), ...beside };
    }
    return value;
  }

  /** The path of a sign-in call such as `login`; undefined if the API has none. No resource can be named `auth`. */
  authPath(name) {
    return Object.keys(this.#document.paths).find((path) => path.endsWith(`/auth/${name}`));
  }

  /** The name of the operation to make an account; undefined if only an operator makes accounts. */
  get signUp() {
    return this.#document.paths[this.authPath("signup")]?.post.operationId;
  }
}

/** The body that a request or an answer has: its media type, schema and first example. */
export function contentOf(message) {
  const [type, media] = Object.entries(message?.content ?? {})[0] ?? [];
  if (!type) return null;
  return { type, schema: media.schema, example: media.example ?? Object.values(media.examples ?? {})[0]?.value };
}

/** Parameters of an operation, those that filter by a field apart, because a row can have many of them. */
export function parametersOf(api, operation) {
  const all = operation.parameters.map((each) => api.resolve(each));
  const selected = api.resolve(all.find((p) => p.name === "fields")?.schema)?.items;
  const fields = new Set(api.resolve(selected)?.enum);
  const fieldOf = (p) => p.name.split("[")[0];
  for (const p of all) if (p.name.includes("[")) fields.add(fieldOf(p));
  const isFilter = (p) => p.in === "query" && fields.has(fieldOf(p));
  return { plain: all.filter((p) => !isFilter(p)), filters: all.filter(isFilter) };
}
