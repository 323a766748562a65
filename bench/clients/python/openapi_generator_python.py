import datetime

from calls import LABEL, PASSWORD, PERSON, REFUSED, STRANGER, URL, code, did
from openapi_client import ApiClient, AuthApi, Configuration, LogIn, SignUp, TaskCreate, TasksApi, TaskUpdate
from openapi_client.exceptions import ApiException

configuration = Configuration(host=URL)
api = ApiClient(configuration)
auth, tasks = AuthApi(api), TasksApi(api)


def refusal(call, *arguments, **options) -> ApiException:
    try:
        call(*arguments, **options)
    except ApiException as exception:
        return exception
    raise SystemExit("not refused")


account = auth.sign_up(SignUp(email=STRANGER, password=PASSWORD))
did("sign up", account.data.user.email == STRANGER)
session = auth.log_in(LogIn(email=PERSON, password=PASSWORD))
configuration.access_token = session.data.access_token
did("log in", session.data.access_token != "")


def row(title: str) -> TaskCreate:
    return TaskCreate(
        title=title,
        # shop: sku=code(), price="9.90",
        # thirty: due_on=datetime.date(2026, 12, 31), amount="9.90", state="open",
    )


created = tasks.create_task_with_http_info(row("One"))
id = created.data.data.id
did("create", created.status_code == 201 and created.data.data.title == "One")
read = tasks.get_task_with_http_info(id)
did("read", read.data.data.title == "One")
version = read.headers["ETag"]
many = tasks.create_many_tasks([row(LABEL), row(LABEL)])
did("create several", len(many.data.tasks) == 2)
page = tasks.list_tasks(title=LABEL, sort=["-created_at"], limit=1, page=2)
did("list", page.data.tasks[0].title == LABEL and page.data.pagination.total == 2)
updated = tasks.update_task(id, TaskUpdate(title="Two"), if_match=version)
did("update", updated.data.title == "Two")
stale = refusal(tasks.update_task, id, TaskUpdate(title="Three"), if_match=version)
did("conflict", stale.status == 412)
# The models check lengths and patterns themselves; this one is made without the check, to see the server's answer.
invalid = refusal(tasks.update_task, id, TaskUpdate.model_construct(title="", _fields_set={"title"}))
# `field` is a reserved name of the generator.
did("field error", invalid.status == 400 and invalid.data.error.details[0].var_field == "title")
configuration.access_token = account.data.access_token
did("somebody else's row", refusal(tasks.delete_task, id).status == REFUSED)
configuration.access_token = session.data.access_token
did("delete", tasks.delete_task_with_http_info(id).status_code == 204)
did("log out", auth.log_out_with_http_info().status_code == 204)
