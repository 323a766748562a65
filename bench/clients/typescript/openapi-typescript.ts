import createClient from "openapi-fetch";
import { code, did, label, password, person, refused, stranger, url } from "./calls";
import type { paths } from "./client/schema";

const api = createClient<paths>({ baseUrl: url });
let token: string | undefined;
api.use({ onRequest: ({ request }) => { if (token) request.headers.set("Authorization", `Bearer ${token}`); } });

const signUp = await api.POST("/api/v1/auth/signup", { body: { email: stranger, password } });
did("sign up", signUp.data?.data.user.email === stranger);
const logIn = await api.POST("/api/v1/auth/login", { body: { email: person, password } });
token = logIn.data?.data.access_token;
did("log in", token !== undefined);

const required = () => ({
  // shop: sku: code(), price: "9.90",
  // thirty: due_on: "2026-12-31", amount: "9.90", state: "open" as const,
});
const created = await api.POST("/api/v1/tasks", { body: { title: "One", ...required() } });
const task = created.data!.data;
did("create", created.response.status === 201 && task.title === "One");
const path = { id: task.id };
const read = await api.GET("/api/v1/tasks/{id}", { params: { path } });
did("read", read.data?.data.title === "One");
const etag = read.response.headers.get("ETag")!;
const many = await api.POST("/api/v1/tasks/bulk", { body: [{ title: label, ...required() }, { title: label, ...required() }] });
did("create several", many.data?.data.tasks.length === 2);
const list = await api.GET("/api/v1/tasks", {
  params: { query: { title: label, sort: ["-created_at"], limit: 1, page: 2 } },
});
did("list", list.data?.data.tasks[0]?.title === label && list.data.data.pagination.total === 2);
const header = { "If-Match": etag };
const updated = await api.PATCH("/api/v1/tasks/{id}", { params: { path, header }, body: { title: "Two" } });
did("update", updated.data?.data.title === "Two");
const stale = await api.PATCH("/api/v1/tasks/{id}", { params: { path, header }, body: { title: "Three" } });
did("conflict", stale.response.status === 412);
const invalid = await api.PATCH("/api/v1/tasks/{id}", { params: { path }, body: { title: "" } });
did("field error", invalid.response.status === 400 && invalid.error?.error.details[0]?.field === "title");
token = signUp.data?.data.access_token;
const foreign = await api.DELETE("/api/v1/tasks/{id}", { params: { path } });
did("somebody else's row", foreign.response.status === refused);
token = logIn.data?.data.access_token;
const deleted = await api.DELETE("/api/v1/tasks/{id}", { params: { path } });
did("delete", deleted.response.status === 204);
const logOut = await api.POST("/api/v1/auth/logout");
did("log out", logOut.response.status === 204);
