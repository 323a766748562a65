import { code, did, label, password, person, refused, stranger, url } from "./calls";
import { AuthApi, Configuration, ResponseError, TasksApi, type ErrorResponse } from "./client";

let token = "";
const configuration = new Configuration({ basePath: url, accessToken: () => token });
const auth = new AuthApi(configuration);
const tasks = new TasksApi(configuration);
/** The client throws a `ResponseError` where the status is not 2xx. */
const refusal = async (call: Promise<unknown>): Promise<{ status: number; body: ErrorResponse }> => {
  const error: unknown = await call.catch((thrown) => thrown);
  if (!(error instanceof ResponseError)) throw error;
  return { status: error.response.status, body: await error.response.json() };
};

const account = await auth.signUp({ signUp: { email: stranger, password } });
did("sign up", account.data.user.email === stranger);
const session = await auth.logIn({ logIn: { email: person, password } });
token = session.data.accessToken;
did("log in", token !== "");

const required = () => ({
  // shop: sku: code(), price: "9.90",
  // thirty: dueOn: new Date("2026-12-31"), amount: "9.90", state: "open" as const,
});
const created = await tasks.createTask({ taskCreate: { title: "One", ...required() } });
const id = created.data.id;
did("create", created.data.title === "One");
const read = await tasks.getTaskRaw({ id });
did("read", (await read.value()).data.title === "One");
const ifMatch = read.raw.headers.get("ETag")!;
const same = () => ({ title: label, ...required() });
const many = await tasks.createManyTasks({ taskCreate: [same(), same()] });
did("create several", many.data.tasks.length === 2);
const list = await tasks.listTasks({ title: label, sort: ["-created_at"], limit: 1, page: 2 });
did("list", list.data.tasks[0]?.title === label && list.data.pagination.total === 2);
const updated = await tasks.updateTask({ id, ifMatch, taskUpdate: { title: "Two" } });
did("update", updated.data.title === "Two");
did("conflict", (await refusal(tasks.updateTask({ id, ifMatch, taskUpdate: { title: "Three" } }))).status === 412);
const invalid = await refusal(tasks.updateTask({ id, taskUpdate: { title: "" } }));
did("field error", invalid.status === 400 && invalid.body.error.details[0]?.field === "title");
token = account.data.accessToken;
did("somebody else's row", (await refusal(tasks.deleteTask({ id }))).status === refused);
token = session.data.accessToken;
did("delete", (await tasks.deleteTaskRaw({ id })).raw.status === 204);
did("log out", (await auth.logOutRaw()).raw.status === 204);
