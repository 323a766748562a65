import { code, did, label, password, person, refused, stranger, url } from "./calls";
import { createManyTasks, createTask, deleteTask, getTask, listTasks, logIn, logOut, signUp, updateTask } from "./client";
import { client } from "./client/client.gen";

let token: string | undefined;
client.setConfig({ baseUrl: url, auth: () => token });

const account = await signUp({ body: { email: stranger, password } });
did("sign up", account.data?.data.user.email === stranger);
const session = await logIn({ body: { email: person, password } });
token = session.data?.data.access_token;
did("log in", token !== undefined);

const required = () => ({
  // shop: sku: code(), price: "9.90",
  // thirty: due_on: "2026-12-31", amount: "9.90", state: "open" as const,
});
const created = await createTask({ body: { title: "One", ...required() } });
const path = { id: created.data!.data.id };
did("create", created.response?.status === 201 && created.data?.data.title === "One");
const read = await getTask({ path });
did("read", read.data?.data.title === "One");
const headers = { "If-Match": read.response!.headers.get("ETag")! };
const same = () => ({ title: label, ...required() });
const many = await createManyTasks({ body: [same(), same()] });
did("create several", many.data?.data.tasks.length === 2);
const list = await listTasks({ query: { title: label, sort: ["-created_at"], limit: 1, page: 2 } });
did("list", list.data?.data.tasks[0]?.title === label && list.data.data.pagination.total === 2);
const updated = await updateTask({ path, headers, body: { title: "Two" } });
did("update", updated.data?.data.title === "Two");
const stale = await updateTask({ path, headers, body: { title: "Three" } });
did("conflict", stale.response?.status === 412);
const invalid = await updateTask({ path, body: { title: "" } });
did("field error", invalid.response?.status === 400 && invalid.error?.error.details[0]?.field === "title");
token = account.data?.data.access_token;
did("somebody else's row", (await deleteTask({ path })).response?.status === refused);
token = session.data?.data.access_token;
did("delete", (await deleteTask({ path })).response?.status === 204);
did("log out", (await logOut()).response?.status === 204);
