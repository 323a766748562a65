import { code, did, label, password, person, refused, stranger, url } from "./calls";
import { Api, type ErrorResponse, type HttpResponse } from "./client";

let token = "";
const client = new Api({
  baseUrl: url,
  baseApiParams: { secure: true, format: "json" },
  securityWorker: () => (token ? { headers: { Authorization: `Bearer ${token}` } } : {}),
});
const { api } = client;
/** The client throws the response where the status is not 2xx. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => { throw new Error("not refused"); },
    (response: HttpResponse<unknown, ErrorResponse>) => response,
  );

const account = await api.signUp({ email: stranger, password });
did("sign up", account.data.data.user.email === stranger);
const session = await api.logIn({ email: person, password });
token = session.data.data.access_token;
did("log in", token !== "");

const required = () => ({
  // shop: sku: code(), price: "9.90",
  // thirty: due_on: "2026-12-31", amount: "9.90", state: "open" as const,
});
const created = await api.createTask({ title: "One", ...required() });
const id = created.data.data.id;
did("create", created.status === 201 && created.data.data.title === "One");
const read = await api.getTask(id);
did("read", read.data.data.title === "One");
const version = { headers: { "If-Match": read.headers.get("ETag")! } };
const same = () => ({ title: label, ...required() });
const many = await api.createManyTasks([same(), same()]);
did("create several", many.data.data.tasks.length === 2);
const list = await api.listTasks({ title: label, sort: ["-created_at"], limit: 1, page: 2 });
did("list", list.data.data.tasks[0]?.title === label && list.data.data.pagination.total === 2);
const updated = await api.updateTask(id, { title: "Two" }, version);
did("update", updated.data.data.title === "Two");
did("conflict", (await refusal(api.updateTask(id, { title: "Three" }, version))).status === 412);
const invalid = await refusal(api.updateTask(id, { title: "" }));
did("field error", invalid.status === 400 && invalid.error.error.details[0]?.field === "title");
token = account.data.data.access_token;
did("somebody else's row", (await refusal(api.deleteTask(id))).status === refused);
token = session.data.data.access_token;
did("delete", (await api.deleteTask(id, { format: undefined })).status === 204);
did("log out", (await api.logOut({ format: undefined })).status === 204);
