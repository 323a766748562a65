import httpx
from calls import LABEL, PASSWORD, PERSON, REFUSED, STRANGER, URL, code, did
from models import (
    AuthSessionResponse, ErrorResponse, LogIn, SignUp, TaskCreate, TaskListResponse, TaskResponse, TaskRowsResponse,
    TaskSelectionResponse, TaskUpdate,
)

http = httpx.Client(base_url=URL + "/api/v1")


def sent(model) -> dict:
    """A body with the fields that were set, and no others: null would empty a field."""
    return {"content": model.model_dump_json(exclude_unset=True), "headers": {"Content-Type": "application/json"}}


def credentials(model: SignUp | LogIn) -> dict:
    """A password is a secret of pydantic, which writes stars of it unless it is asked for its value."""
    return {"json": {"email": model.email, "password": model.password.get_secret_value()}}


def token(session: AuthSessionResponse) -> None:
    http.headers["Authorization"] = f"Bearer {session.data.access_token}"


account = AuthSessionResponse.model_validate_json(
    http.post("/auth/signup", **credentials(SignUp(email=STRANGER, password=PASSWORD))).content
)
did("sign up", account.data.user.email == STRANGER)
session = AuthSessionResponse.model_validate_json(
    http.post("/auth/login", **credentials(LogIn(email=PERSON, password=PASSWORD))).content
)
token(session)
did("log in", session.data.access_token != "")


def row(title: str) -> TaskCreate:
    return TaskCreate(
        title=title,
        # shop: sku=code(), price="9.90",
        # thirty: due_on="2026-12-31", amount="9.90", state="open",
    )


created = http.post("/tasks", **sent(row("One")))
task = TaskResponse.model_validate_json(created.content).data
did("create", created.status_code == 201 and task.title == "One")
path = f"/tasks/{task.id}"
read = http.get(path)
did("read", TaskSelectionResponse.model_validate_json(read.content).data.title == "One")
version = {"If-Match": read.headers["ETag"]}
rows = [row(LABEL).model_dump(mode="json", exclude_unset=True) for _ in range(2)]
many = TaskRowsResponse.model_validate_json(http.post("/tasks/bulk", json=rows).content)
did("create several", len(many.data.tasks) == 2)
query = {"title": LABEL, "sort": "-created_at", "limit": 1, "page": 2}
page = TaskListResponse.model_validate_json(http.get("/tasks", params=query).content)
did("list", page.data.tasks[0].title == LABEL and page.data.pagination.total == 2)


def update(body: TaskUpdate, headers: dict = {}) -> httpx.Response:
    request = sent(body)
    return http.patch(path, content=request["content"], headers={**request["headers"], **headers})


updated = TaskResponse.model_validate_json(update(TaskUpdate(title="Two"), version).content)
did("update", updated.data.title == "Two")
did("conflict", update(TaskUpdate(title="Three"), version).status_code == 412)
# The models check lengths and patterns themselves; this body is made without the check, to see the server's answer.
invalid = http.patch(path, json={"title": ""})
did("field error", ErrorResponse.model_validate_json(invalid.content).error.details[0].field == "title")
token(account)
did("somebody else's row", http.delete(path).status_code == REFUSED)
token(session)
did("delete", http.delete(path).status_code == 204)
did("log out", http.post("/auth/logout").status_code == 204)
