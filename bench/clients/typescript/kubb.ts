import { client, setConfig, type Client } from "@kubb/plugin-client/clients/fetch";
import { code, did, label, password, person, refused, stranger, url } from "./calls";
import { createManyTasks, createTask, deleteTask, getTask, listTasks, logIn, logOut, signUp, updateTask } from "./client";
import type { ErrorResponse } from "./client";

const use = (token = "") =>
  setConfig({ baseURL: url, headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) } });
/** The functions return bodies only: `last` keeps the status and the headers, and `refusal` the body of an error. */
let last: { status: number; headers: Headers; data: unknown };
const through: Client = async (config) => {
  const response = await client<any>(config as any);
  last = response;
  return response;
};
const refusal = () => last.data as ErrorResponse;

use();
const account = await signUp({ email: stranger, password });
did("sign up", account.data.user.email === stranger);
const session = await logIn({ email: person, password });
use(session.data.access_token);
did("log in", session.data.access_token !== "");

const required = () => ({
  // shop: sku: code(), price: "9.90",
  // thirty: due_on: "2026-12-31", amount: "9.90", state: "open" as const,
});
const created = await createTask({ title: "One", ...required() });
const id = created.data.id;
did("create", created.data.title === "One");
const read = await getTask(id, {}, { client: through });
did("read", read.data.title === "One");
const version = { "If-Match": last!.headers.get("ETag")! };
const same = () => ({ title: label, ...required() });
const many = await createManyTasks([same(), same()]);
did("create several", many.data.tasks.length === 2);
const list = await listTasks({ title: label, sort: ["-created_at"], limit: 1, page: 2 });
did("list", list.data.tasks[0]?.title === label && list.data.pagination.total === 2);
const updated = await updateTask(id, { title: "Two" }, version);
did("update", updated.data.title === "Two");
await updateTask(id, { title: "Three" }, version, { client: through });
did("conflict", last!.status === 412);
await updateTask(id, { title: "" }, {}, { client: through });
did("field error", last!.status === 400 && refusal().error.details[0]?.field === "title");
use(account.data.access_token);
await deleteTask(id, {}, { client: through });
did("somebody else's row", last!.status === refused);
use(session.data.access_token);
await deleteTask(id, {}, { client: through });
did("delete", last!.status === 204);
await logOut({ client: through });
did("log out", last!.status === 204);
