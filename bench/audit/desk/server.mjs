// desk: projects with tickets and notes, shared with members. Honest: written to hold, to see what a scanner says about a
// server that has no holes.
//
// Express and SQLite, an opaque token (`Authorization: Token …`), nested routes, wrapped bodies (`{"ticket": {…}}`). What
// looks like a hole and is none: a member of a project reads its tickets; a project with `open: true` can be read by
// everybody; DELETE of what is not there answers 200 with `{"ok": false}`.
import { createHash, randomBytes, randomUUID, scryptSync, timingSafeEqual } from "node:crypto";
import express from "express";
import sqlite from "sql.js";

const port = Number(process.argv[2] ?? 8112);
const database = new (await sqlite()).Database();
database.run(`
  create table accounts (id text primary key, email text unique not null, password text not null, name text not null);
  create table sessions (key text primary key, account text not null, until integer not null);
  create table projects (id text primary key, name text not null, open integer not null, owner text not null);
  create table members (project text not null, account text not null, primary key (project, account));
  create table tickets (id text primary key, project text not null, title text not null, priority integer not null, author text not null);
  create table notes (id text primary key, ticket text not null, text text not null, author text not null);
`);
const all = (sql, ...values) => {
  const statement = database.prepare(sql), rows = [];
  try {
    for (statement.bind(values); statement.step(); ) rows.push(statement.getAsObject());
  } finally {
    statement.free();
  }
  return rows;
};
const one = (sql, ...values) => all(sql, ...values)[0];
const run = (sql, ...values) => {
  database.run(sql, values);
  return { changes: database.getRowsModified(), id: one("select last_insert_rowid() as id").id };
};

// --- what a body may hold -------------------------------------------------------------------------------------------

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}
const refuse = (status, message, headers) => { throw new Refusal(status, message, headers); };
const types = {
  account: { email: { type: "string", format: "email", maxLength: 120 }, password: { type: "string", minLength: 12, maxLength: 200 }, name: { type: "string", minLength: 1, maxLength: 80 } },
  session: { email: { type: "string", maxLength: 120 }, password: { type: "string", maxLength: 200 } },
  project: { name: { type: "string", minLength: 1, maxLength: 80 }, open: { type: "boolean" } },
  member: { email: { type: "string", format: "email", maxLength: 120 } },
  ticket: { title: { type: "string", minLength: 1, maxLength: 120 }, priority: { type: "integer", minimum: 1, maximum: 5 } },
  note: { text: { type: "string", minLength: 1, maxLength: 2000 } },
};
const fits = (value, rule) =>
  rule.type === "string" ? typeof value === "string" && value.isWellFormed() && value.length >= (rule.minLength ?? 0) && value.length <= rule.maxLength && (rule.format !== "email" || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value))
  : rule.type === "boolean" ? typeof value === "boolean"
  : Number.isInteger(value) && value >= rule.minimum && value <= rule.maximum;
const read = (request, name, required) => {
  const value = request.body?.[name], rules = types[name];
  if (!value || typeof value !== "object" || Array.isArray(value) || Object.keys(request.body).length !== 1) refuse(422, `the body must be {"${name}": {…}}`);
  for (const key of Object.keys(value)) if (!Object.hasOwn(rules, key) || !fits(value[key], rules[key])) refuse(422, `${name}.${key} is not valid`);
  for (const key of required) if (!Object.hasOwn(value, key)) refuse(422, `${name}.${key} is missing`);
  return value;
};

// --- accounts and sessions ------------------------------------------------------------------------------------------

const hash = (password, salt = randomBytes(16).toString("hex")) => `${salt}:${scryptSync(password, salt, 32).toString("hex")}`;
const nobody = hash(randomUUID());
const right = (password, stored) => timingSafeEqual(Buffer.from(hash(password, stored.split(":")[0])), Buffer.from(stored));
const keyOf = (token) => createHash("sha256").update(token).digest("hex");
const wrong = new Map();
const guard = (email) => {
  const recent = (wrong.get(email) ?? []).filter((at) => at > Date.now() - 60_000);
  wrong.set(email, recent);
  if (recent.length >= 10) refuse(429, "too many attempts; try again in a minute", { "Retry-After": "60" });
  return recent;
};

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.set("query parser", "simple");
app.use((_, response, next) => {
  response.set({ "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer" });
  next();
});
app.use(express.json({ limit: "100kb" }));
app.use((request, _, next) => {
  const token = /^Token (\S+)$/.exec(request.get("Authorization") ?? "")?.[1];
  request.key = token && keyOf(token);
  request.me = token && one("select accounts.* from accounts join sessions on accounts.id = account where key = ? and until > ?", request.key, Date.now());
  next();
});
const challenge = { "WWW-Authenticate": 'Token realm="desk"' };
const signedIn = (request, _, next) => (request.me ? next() : refuse(401, "log in first", challenge));
const account = ({ id, email, name }) => ({ account: { id, email, name } });

const api = express.Router();
app.use("/api", api);
api.post("/accounts", (request, response) => {
  const { email, password, name } = read(request, "account", ["email", "password", "name"]);
  if (new Set(password).size < 6 || /password|123456|qwerty/i.test(password)) refuse(422, "the password is too easy to guess");
  if (one("select 1 from accounts where email = ?", email)) refuse(409, "this email has an account");
  const id = randomUUID();
  run("insert into accounts values (?, ?, ?, ?)", id, email, hash(password), name);
  response.status(201).json(account({ id, email, name }));
});
api.post("/sessions", (request, response) => {
  const { email, password } = read(request, "session", ["email", "password"]);
  const recent = guard(email), found = one("select * from accounts where email = ?", email);
  if (!right(password, found?.password ?? nobody) || !found) {
    recent.push(Date.now());
    refuse(401, "email or password is wrong", challenge);
  }
  const token = randomBytes(32).toString("base64url");
  run("insert into sessions values (?, ?, ?)", keyOf(token), found.id, Date.now() + 1_800_000);
  response.status(201).json({ session: { token, ...account(found) } });
});
api.delete("/sessions/current", signedIn, (request, response) => {
  run("delete from sessions where key = ?", request.key);
  response.status(204).end();
});
api.get("/accounts/me", signedIn, (request, response) => response.json(account(request.me)));

// --- projects -------------------------------------------------------------------------------------------------------

const shown = (project) => ({ project: { id: project.id, name: project.name, open: !!project.open, owner: project.owner } });
// The project, if the caller may read it: its owner, a member, and everybody if it is open.
const readable = (request) =>
  one("select * from projects where id = ?1 and (open = 1 or owner = ?2 or exists (select 1 from members where project = id and account = ?2))", request.params.projectId, request.me?.id ?? "")
  ?? refuse(404, "no such project");
const shared = (request) =>
  one("select * from projects where id = ?1 and (owner = ?2 or exists (select 1 from members where project = id and account = ?2))", request.params.projectId, request.me.id)
  ?? refuse(404, "no such project");
const owned = (request) => one("select * from projects where id = ? and owner = ?", request.params.projectId, request.me.id) ?? refuse(404, "no such project");
const page = (request) => {
  const limit = Number(request.query.limit ?? 20), offset = Number(request.query.offset ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || limit > 50 || !Number.isInteger(offset) || offset < 0 || offset > 10_000) refuse(422, "limit is 1 to 50, offset 0 to 10000");
  return [limit, offset];
};

api.get("/projects", signedIn, (request, response) => {
  const rows = all("select * from projects where owner = ? or id in (select project from members where account = ?) order by name, id limit ? offset ?", request.me.id, request.me.id, ...page(request));
  response.json({ projects: rows.map((row) => shown(row).project) });
});
api.post("/projects", signedIn, (request, response) => {
  const { name, open = false } = read(request, "project", ["name"]), id = randomUUID();
  run("insert into projects values (?, ?, ?, ?)", id, name, +open, request.me.id);
  response.status(201).location(`/api/projects/${id}`).json(shown({ id, name, open, owner: request.me.id }));
});
api.get("/projects/:projectId", (request, response) => response.json(shown(readable(request))));
api.put("/projects/:projectId", signedIn, (request, response) => {
  const project = owned(request), { name, open = false } = read(request, "project", ["name"]);
  run("update projects set name = ?, open = ? where id = ?", name, +open, project.id);
  response.json(shown(owned(request)));
});
api.delete("/projects/:projectId", signedIn, (request, response) => {
  const { id } = owned(request);
  run("delete from notes where ticket in (select id from tickets where project = ?)", id);
  for (const table of ["tickets", "members"]) run(`delete from ${table} where project = ?`, id);
  run("delete from projects where id = ?", id);
  response.status(204).end();
});
api.post("/projects/:projectId/members", signedIn, (request, response) => {
  const project = owned(request), { email } = read(request, "member", ["email"]);
  const person = one("select id from accounts where email = ?", email);
  if (person) run("insert or ignore into members values (?, ?)", project.id, person.id);
  response.status(202).json({ member: { email } }); // the same answer whether the address has an account or not
});

// --- tickets and notes ----------------------------------------------------------------------------------------------

const ticketOf = (request, project) => one("select * from tickets where id = ? and project = ?", request.params.ticketId, project.id) ?? refuse(404, "no such ticket");
const rowsOf = (name, table, parent) => (request, id) => ({ [name]: all(`select * from ${table} where ${parent} = ? order by id limit ? offset ?`, id, ...page(request)) });
const tickets = rowsOf("tickets", "tickets", "project"), notes = rowsOf("notes", "notes", "ticket");

api.get("/projects/:projectId/tickets", (request, response) => response.json(tickets(request, readable(request).id)));
api.post("/projects/:projectId/tickets", signedIn, (request, response) => {
  const project = shared(request), { title, priority = 3 } = read(request, "ticket", ["title"]), id = randomUUID();
  run("insert into tickets values (?, ?, ?, ?, ?)", id, project.id, title, priority, request.me.id);
  response.status(201).location(`/api/projects/${project.id}/tickets/${id}`).json({ ticket: one("select * from tickets where id = ?", id) });
});
api.get("/projects/:projectId/tickets/:ticketId", (request, response) => response.json({ ticket: ticketOf(request, readable(request)) }));
api.patch("/projects/:projectId/tickets/:ticketId", signedIn, (request, response) => {
  const ticket = ticketOf(request, shared(request)), changes = { ...ticket, ...read(request, "ticket", []) };
  run("update tickets set title = ?, priority = ? where id = ?", changes.title, changes.priority, ticket.id);
  response.json({ ticket: one("select * from tickets where id = ?", ticket.id) });
});
api.delete("/projects/:projectId/tickets/:ticketId", signedIn, (request, response) => {
  const found = one("select tickets.id from tickets join projects on projects.id = project where tickets.id = ? and project = ? and (owner = ? or author = ?)", request.params.ticketId, request.params.projectId, request.me.id, request.me.id);
  if (found) {
    run("delete from notes where ticket = ?", found.id);
    run("delete from tickets where id = ?", found.id);
  }
  response.json(found ? { ok: true } : { ok: false, error: "no such ticket" });
});
api.get("/projects/:projectId/tickets/:ticketId/notes", (request, response) => response.json(notes(request, ticketOf(request, readable(request)).id)));
api.post("/projects/:projectId/tickets/:ticketId/notes", signedIn, (request, response) => {
  const ticket = ticketOf(request, shared(request)), { text } = read(request, "note", ["text"]), id = randomUUID();
  run("insert into notes values (?, ?, ?, ?)", id, ticket.id, text, request.me.id);
  response.status(201).json({ note: one("select * from notes where id = ?", id) });
});
api.delete("/projects/:projectId/tickets/:ticketId/notes/:noteId", signedIn, (request, response) => {
  const ticket = ticketOf(request, shared(request));
  const done = run("delete from notes where id = ? and ticket = ? and author = ?", request.params.noteId, ticket.id, request.me.id);
  response.json(done.changes ? { ok: true } : { ok: false, error: "no such note" });
});

// --- the document ---------------------------------------------------------------------------------------------------

const string = { type: "string" };
const rows = {
  account: { id: string, email: string, name: string },
  project: { id: string, name: string, open: { type: "boolean" }, owner: string },
  member: { email: string },
  ticket: { id: string, project: string, title: string, priority: { type: "integer" }, author: string },
  note: { id: string, ticket: string, text: string, author: string },
};
const object = (properties, required) => ({ type: "object", properties, ...(required && { required }) });
const json = (schema, description = "ok") => ({ description, content: { "application/json": { schema } } });
const errors = Object.fromEntries([401, 404, 422].map((status) => [status, json(object({ error: object({ message: string }) }), "refused")]));
const bodyOf = (name, required) => ({ required: true, content: { "application/json": { schema: { ...object({ [name]: { ...object(types[name], required), additionalProperties: false } }, [name]), additionalProperties: false } } } });
const operation = (summary, status, schema, rest = {}) => ({ summary, responses: { [status]: schema ? json(schema) : { description: "done" }, ...errors }, ...rest });
const many = (name) => object({ [`${name}s`]: { type: "array", items: object(rows[name]) } });
const single = (name) => object({ [name]: object(rows[name]) });
const paged = { parameters: [["limit", 1, 50], ["offset", 0, 10_000]].map(([name, minimum, maximum]) => ({ name, in: "query", schema: { type: "integer", minimum, maximum } })) };
const anybody = { security: [{}, { token: [] }] };
const at = (...names) => names.map((name) => ({ name, in: "path", required: true, schema: { type: "string", format: "uuid" } }));
const ok = object({ ok: { type: "boolean" }, error: string });
app.get("/api/openapi.json", (_, response) => response.json({
  openapi: "3.0.3",
  info: { title: "Desk", version: "1.0.0" },
  servers: [{ url: "/api" }],
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: "apiKey", in: "header", name: "Authorization", description: "Token TOKEN, with the token of POST /sessions" } } },
  paths: {
    "/accounts": { post: operation("Sign up", 201, single("account"), { security: [], requestBody: bodyOf("account", ["email", "password", "name"]) }) },
    "/accounts/me": { get: operation("The own account", 200, single("account")) },
    "/sessions": { post: operation("Log in", 201, object({ session: object({ token: string, account: object(rows.account) }) }), { security: [], requestBody: bodyOf("session", ["email", "password"]) }) },
    "/sessions/current": { delete: operation("Log out", 204) },
    "/projects": {
      get: operation("The projects that one owns or is a member of", 200, many("project"), paged),
      post: operation("Start a project", 201, single("project"), { requestBody: bodyOf("project", ["name"]) }),
    },
    "/projects/{projectId}": {
      parameters: at("projectId"),
      get: operation("A project: for its owner and members; for everybody if it is open", 200, single("project"), anybody),
      put: operation("Change a project of one's own", 200, single("project"), { requestBody: bodyOf("project", ["name"]) }),
      delete: operation("Delete a project of one's own", 204),
    },
    "/projects/{projectId}/members": { parameters: at("projectId"), post: operation("Add a member", 202, single("member"), { requestBody: bodyOf("member", ["email"]) }) },
    "/projects/{projectId}/tickets": {
      parameters: at("projectId"),
      get: operation("The tickets of a project", 200, many("ticket"), { ...paged, ...anybody }),
      post: operation("Write a ticket", 201, single("ticket"), { requestBody: bodyOf("ticket", ["title"]) }),
    },
    "/projects/{projectId}/tickets/{ticketId}": {
      parameters: at("projectId", "ticketId"),
      get: operation("A ticket", 200, single("ticket"), anybody),
      patch: operation("Change a ticket; for owner and members of the project", 200, single("ticket"), { requestBody: bodyOf("ticket", []) }),
      delete: operation("Delete a ticket; for its author and the owner of the project", 200, ok),
    },
    "/projects/{projectId}/tickets/{ticketId}/notes": {
      parameters: at("projectId", "ticketId"),
      get: operation("The notes of a ticket", 200, many("note"), { ...paged, ...anybody }),
      post: operation("Write a note", 201, single("note"), { requestBody: bodyOf("note", ["text"]) }),
    },
    "/projects/{projectId}/tickets/{ticketId}/notes/{noteId}": {
      parameters: at("projectId", "ticketId", "noteId"),
      delete: operation("Delete a note of one's own", 200, ok),
    },
  },
}));

app.use(() => refuse(404, "no such path"));
app.use((error, _request, response, _next) => {
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  response.status(status).set(error.headers ?? {}).json({ error: { message: status === 500 ? "something went wrong" : error instanceof Refusal ? error.message : "the request is not valid" } });
});
app.listen(port, "127.0.0.1");
