// gazette: articles, comments and letters. Deliberately vulnerable: never expose it; serve it on loopback, to test
// scanners.
//
// Express and SQLite, a session cookie with a CSRF token, slugs, wrapped bodies (`{"article": {…}}`) and paths that end in
// a slash. Each hole is marked HOLE with its name in holes.yaml and its place in the OWASP API Security Top 10 of 2023.
import { execSync } from "node:child_process";
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import cookies from "cookie-parser";
import express from "express";
import sqlite from "sql.js";

const port = Number(process.argv[2] ?? 8100);
const database = new (await sqlite()).Database();
database.run(`
  create table users (username text primary key, email text unique, password_hash text, bio text default '', image text default '',
    role text default 'reader', verified integer default 0, balance integer default 0);
  create table sessions (id text primary key, username text);
  create table follows (follower text, followed text, primary key (follower, followed));
  create table articles (slug text primary key, title text, description text, body text, draft integer, author text,
    created_at text default current_timestamp);
  create table comments (id integer primary key, slug text, parent integer, body text, author text);
  create table letters (id integer primary key, sender text, recipient text, text text);
  create table requests (id integer primary key, agent text, path text);
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

const app = express();
app.disable("x-powered-by");
app.use(express.json({ limit: "100kb" }));
app.use(cookies());
app.use((request, response, next) => {
  response.set("Server", "gazette/3.2.1 Express/5.3.0 Node/" + process.versions.node); // HOLE version (API8)
  // HOLE agent-sql (API8): SQL injection in a header; nothing of the result is shown
  database.run(`insert into requests (agent, path) values ('${request.get("User-Agent") ?? ""}', '')`);
  next();
});
app.get("/docs/openapi.yaml", (_, response) => response.type("application/yaml").send(readFileSync(new URL("openapi.yaml", import.meta.url))));

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}
const refuse = (status, message) => { throw new Refusal(status, message); };
const text = (value, name, max = 5000) =>
  typeof value === "string" && value.length > 0 && value.length <= max ? value : refuse(422, `${name} must be text of 1 to ${max} characters`);
const wrapped = (request, name) => {
  const value = request.body?.[name];
  return value && typeof value === "object" && !Array.isArray(value) ? value : refuse(422, `the body must be {"${name}": {…}}`);
};
const hash = (password, salt = randomBytes(8).toString("hex")) => `${salt}:${scryptSync(password, salt, 16, { N: 1024 }).toString("hex")}`;
const matches = (password, stored) => timingSafeEqual(Buffer.from(hash(password, stored.split(":")[0])), Buffer.from(stored));

// --- sessions -------------------------------------------------------------------------------------------------------

// A request that changes something repeats the cookie csrftoken in the header X-CSRF-Token.
const api = express.Router();
app.use("/api", api);
api.get("/csrf/", (request, response) => {
  const token = request.cookies.csrftoken ?? randomBytes(12).toString("hex");
  response.cookie("csrftoken", token, { sameSite: "lax", path: "/" }).json({ csrfToken: token });
});
api.use((request, _, next) => {
  const safe = ["GET", "HEAD", "OPTIONS"].includes(request.method);
  if (!safe && (!request.cookies.csrftoken || request.cookies.csrftoken !== request.get("X-CSRF-Token"))) refuse(403, "CSRF token missing or wrong");
  const session = one("select username from sessions where id = ?", String(request.cookies.session ?? ""));
  request.me = session && one("select * from users where username = ?", session.username);
  next();
});
const signedIn = (request, _, next) => (request.me ? next() : refuse(401, "log in first"));
const start = (response, username) => {
  const id = randomBytes(18).toString("base64url");
  run("insert into sessions values (?, ?)", id, username);
  response.cookie("session", id, { httpOnly: true, sameSite: "lax", path: "/" });
};
const account = (user) => ({ user: { username: user.username, email: user.email, bio: user.bio, image: user.image, role: user.role, verified: !!user.verified, balance: user.balance } });

api.post("/users/", (request, response) => {
  const user = wrapped(request, "user");
  const username = text(user.username, "username", 40), email = text(user.email, "email", 120), password = text(user.password, "password", 100);
  if (!/^[A-Za-z0-9_.-]+$/.test(username)) refuse(422, "username must be of letters, digits, _ . -");
  if (password.length < 8 || /^(password|12345678|qwertyui)/i.test(password)) refuse(422, "password must have 8 characters and not be a common one");
  if (one("select 1 from users where username = ? or email = ?", username, email)) refuse(409, "username or email is taken");
  run("insert into users (username, email, password_hash) values (?, ?, ?)", username, email, hash(password));
  // HOLE sign-up-role (API3): the new account takes its role from the body
  if (user.role !== undefined) run("update users set role = ? where username = ?", String(user.role), username);
  start(response, username);
  response.status(201).json(account(one("select * from users where username = ?", username)));
});
api.post("/users/login/", (request, response) => {
  const user = wrapped(request, "user");
  // HOLE login-guesses (API2): no limit
  const found = one("select * from users where email = ?", text(user.email, "email", 120));
  const right = matches(text(user.password, "password", 100), found?.password_hash ?? `x:${"0".repeat(32)}`);
  if (!found || !right) refuse(401, "email or password is wrong");
  start(response, found.username);
  response.json(account(found));
});
api.post("/users/logout/", signedIn, (_, response) => {
  response.clearCookie("session", { path: "/" }).status(204).end(); // HOLE logout (API2): the session stays valid on the server
});
api.post("/users/reset/", (request, response) => {
  const { email } = wrapped(request, "user");
  // HOLE reset-enumeration (API2): tells whether an address has an account
  if (!one("select 1 from users where email = ?", text(email, "email", 120))) refuse(404, "no account with this email");
  response.status(202).json({ message: "a link was sent" });
});
api.get("/user/", signedIn, (request, response) => response.json(account(request.me)));
api.put("/user/", signedIn, (request, response) => {
  const user = wrapped(request, "user");
  // HOLE profile-role (API3): the own profile takes role, verified and balance as it takes bio
  for (const name of ["bio", "image", "role", "verified", "balance"])
    if (user[name] !== undefined) run(`update users set ${name} = ? where username = ?`, typeof user[name] === "boolean" ? +user[name] : user[name], request.me.username);
  response.json(account(one("select * from users where username = ?", request.me.username)));
});

// --- profiles -------------------------------------------------------------------------------------------------------

const personOf = (request) => one("select * from users where username = ?", request.params.username) ?? refuse(404, "no such profile");
api.get("/profiles/:username/", (request, response) => {
  // HOLE profile-hash (API3): every column, with email and password_hash, to everybody
  response.json({ profile: personOf(request) });
});
api.post("/profiles/:username/follow/", signedIn, (request, response) => {
  const { username } = personOf(request);
  run("insert or ignore into follows values (?, ?)", request.me.username, username);
  response.json({ profile: { username, following: true } });
});
api.delete("/profiles/:username/follow/", signedIn, (request, response) => {
  const { username } = personOf(request);
  run("delete from follows where follower = ? and followed = ?", request.me.username, username);
  response.json({ profile: { username, following: false } });
});

// --- articles -------------------------------------------------------------------------------------------------------

const articleOf = (slug) => one("select * from articles where slug = ?", slug) ?? refuse(404, "no such article");
const shown = (article) => ({ slug: article.slug, title: article.title, description: article.description, body: article.body, draft: !!article.draft, author: article.author, createdAt: article.created_at });
const slugOf = (title) => `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "article"}-${randomBytes(3).toString("hex")}`;

api.get("/articles/", (request, response) => {
  // HOLE sort-sql (API8): SQL injection in a parameter that is no text: the ORDER BY
  const sort = String(request.query.sort ?? "created_at");
  const author = request.query.author === undefined ? null : String(request.query.author);
  const rows = all(`select * from articles where draft = 0 and (? is null or author = ?) order by ${sort} limit 20`, author, author);
  response.json({ articles: rows.map(shown), articlesCount: rows.length });
});
api.get("/articles/feed/", signedIn, (request, response) => {
  const rows = all("select * from articles where draft = 0 and author in (select followed from follows where follower = ?) limit 20", request.me.username);
  response.json({ articles: rows.map(shown), articlesCount: rows.length });
});
api.get("/drafts/", signedIn, (request, response) => {
  response.json({ articles: all("select * from articles where draft = 1 and author = ? limit 20", request.me.username).map(shown) });
});
api.post("/articles/", signedIn, (request, response) => {
  const article = wrapped(request, "article");
  const title = text(article.title, "title", 120), slug = slugOf(title);
  run("insert into articles (slug, title, description, body, draft, author) values (?, ?, ?, ?, ?, ?)", slug, title,
    article.description === undefined ? "" : text(article.description, "description", 300), text(article.body, "body"), article.draft ? 1 : 0, request.me.username);
  response.status(201).json({ article: shown(articleOf(slug)) });
});
api.get("/articles/:slug/", (request, response) => {
  response.json({ article: shown(articleOf(request.params.slug)) }); // HOLE draft-read (API1): drafts of others too
});
api.put("/articles/:slug/", signedIn, (request, response) => {
  const article = wrapped(request, "article"), { slug } = articleOf(request.params.slug);
  // HOLE article-change (API1): any person, not only the author
  for (const name of ["title", "description", "body"])
    if (article[name] !== undefined) run(`update articles set ${name} = ? where slug = ?`, text(article[name], name), slug);
  response.json({ article: shown(articleOf(slug)) });
});
api.delete("/articles/:slug/", signedIn, (request, response) => {
  const { slug } = articleOf(request.params.slug);
  run("delete from articles where slug = ?", slug); // HOLE article-delete (API1)
  run("delete from comments where slug = ?", slug);
  response.status(204).end();
});
api.post("/articles/transfer/", signedIn, (request, response) => {
  const { slug, author } = wrapped(request, "transfer");
  // HOLE transfer (API1): the row is named in the body, and nobody asks whose it is
  const article = articleOf(text(slug, "slug", 120));
  if (!one("select 1 from users where username = ?", text(author, "author", 40))) refuse(422, "no such author");
  run("update articles set author = ? where slug = ?", author, article.slug);
  response.json({ article: shown(articleOf(article.slug)) });
});

// --- comments -------------------------------------------------------------------------------------------------------

const commentOf = (request) => one("select * from comments where id = ? and slug = ?", request.params.id, request.params.slug) ?? refuse(404, "no such comment");
const comment = (request, response, parent) => {
  const body = text(wrapped(request, "comment").body, "body", 1000), { slug } = articleOf(request.params.slug);
  const { id } = run("insert into comments (slug, parent, body, author) values (?, ?, ?, ?)", slug, parent, body, request.me.username);
  response.status(201).json({ comment: one("select * from comments where id = ?", id) });
};
api.get("/articles/:slug/comments/", (request, response) => {
  const { slug } = articleOf(request.params.slug);
  response.json({ comments: all("select * from comments where slug = ?", slug) });
});
api.post("/articles/:slug/comments/", signedIn, (request, response) => comment(request, response, null));
api.post("/articles/:slug/comments/:id/replies/", signedIn, (request, response) => comment(request, response, commentOf(request).id));
api.put("/articles/:slug/comments/:id/", signedIn, (request, response) => {
  const found = commentOf(request);
  if (found.author !== request.me.username) refuse(403, "not your comment");
  run("update comments set body = ? where id = ?", text(wrapped(request, "comment").body, "body", 1000), found.id);
  response.json({ comment: commentOf(request) });
});
api.delete("/articles/:slug/comments/:id/", signedIn, (request, response) => {
  run("delete from comments where id = ?", commentOf(request).id); // HOLE comment-delete (API1)
  response.status(204).end();
});

// --- letters --------------------------------------------------------------------------------------------------------

api.get("/letters/", signedIn, (request, response) => {
  // HOLE letters-of (API1): ?of=NAME lists the letters of another
  const of = String(request.query.of ?? request.me.username);
  response.json({ letters: all("select * from letters where sender = ? or recipient = ? order by id desc limit 20", of, of) });
});
api.post("/letters/", signedIn, (request, response) => {
  const letter = wrapped(request, "letter"), recipient = text(letter.recipient, "recipient", 40);
  if (!one("select 1 from users where username = ?", recipient)) refuse(422, "no such recipient");
  const { id } = run("insert into letters (sender, recipient, text) values (?, ?, ?)", request.me.username, recipient, text(letter.text, "text", 2000));
  response.status(201).json({ letter: one("select * from letters where id = ?", id) });
});
api.get("/letters/:id/", signedIn, (request, response) => {
  // HOLE letter-read (API1): numbers in sequence, and nobody asks whose letter it is
  response.json({ letter: one("select * from letters where id = ?", request.params.id) ?? refuse(404, "no such letter") });
});
api.delete("/letters/:id/", signedIn, (request, response) => {
  const found = run("delete from letters where id = ? and sender = ?", request.params.id, request.me.username);
  if (found.changes === 0) refuse(404, "no such letter");
  response.status(204).end();
});

// --- tools and administration ---------------------------------------------------------------------------------------

api.post("/tools/count/", signedIn, (request, response) => {
  const words = text(wrapped(request, "count").text, "text", 1000);
  // HOLE count-command (API8): command injection in the body
  const output = execSync(`echo "${words}" | wc -w`, { timeout: 10000, stdio: ["ignore", "pipe", "ignore"] });
  response.json({ count: { output: output.toString().trim() } });
});
api.get("/admin/users/", signedIn, (_, response) => {
  // HOLE admin-users (API5): for admins by the document, for every person in fact
  response.json({ users: all("select username, email, role, balance from users limit 100") });
});
api.put("/admin/users/:username/role/", signedIn, (request, response) => {
  const { username } = personOf(request);
  run("update users set role = ? where username = ?", text(wrapped(request, "user").role, "role", 20), username); // HOLE admin-role (API5)
  response.json({ user: one("select username, role from users where username = ?", username) });
});
api.get("/admin/requests/", (request, response) => {
  // HOLE admin-requests (API2): the document asks for a session, the server for none
  response.json({ requests: all("select agent, path from requests order by id desc limit 10") });
});

app.use(() => refuse(404, "no such path"));
app.use((error, _request, response, _next) => {
  const status = error.status ?? 500;
  if (status < 500) response.status(status).json({ errors: { message: error.message } });
  else response.status(500).json({ errors: { message: error.message, stack: error.stack } }); // HOLE stack (API8)
});
app.listen(port, "127.0.0.1");
