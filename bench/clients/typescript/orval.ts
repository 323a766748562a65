import { code, did, label, password, person, refused, stranger } from "./calls";
import { createManyTasks, createTask, deleteTask, getTask, listTasks, logIn, logOut, signUp, updateTask } from "./client";

const as = (token: string, headers = {}) => ({ headers: { Authorization: `Bearer ${token}`, ...headers } });

const account = await signUp({ email: stranger, password });
if (account.status !== 201) throw account.data;
did("sign up", account.data.data.user.email === stranger);
const session = await logIn({ email: person, password });
if (session.status !== 200) throw session.data;
const token = session.data.data.access_token;
did("log in", token !== "");

const required = () => ({
  // shop: sku: code(), price: "9.90",
  // thirty: due_on: "2026-12-31", amount: "9.90", state: "open" as const,
});
const created = await createTask({ title: "One", ...required() }, as(token));
if (created.status !== 201) throw created.data;
const id = created.data.data.id;
did("create", created.data.data.title === "One");
const read = await getTask(id, {}, as(token));
if (read.status !== 200) throw read.data;
did("read", read.data.data.title === "One");
const version = as(token, { "If-Match": read.headers.get("ETag")! });
const same = () => ({ title: label, ...required() });
const many = await createManyTasks([same(), same()], as(token));
did("create several", many.status === 201 && many.data.data.tasks.length === 2);
const list = await listTasks({ title: label, sort: ["-created_at"], limit: 1, page: 2 }, as(token));
did("list", list.status === 200 && list.data.data.tasks[0]?.title === label && list.data.data.pagination.total === 2);
const updated = await updateTask(id, { title: "Two" }, version);
did("update", updated.status === 200 && updated.data.data.title === "Two");
did("conflict", (await updateTask(id, { title: "Three" }, version)).status === 412);
const invalid = await updateTask(id, { title: "" }, as(token));
did("field error", invalid.status === 400 && invalid.data.error.details[0]?.field === "title");
did("somebody else's row", (await deleteTask(id, as(account.data.data.access_token))).status === refused);
did("delete", (await deleteTask(id, as(token))).status === 204);
did("log out", (await logOut(as(token))).status === 204);
