import datetime

from calls import LABEL, PASSWORD, PERSON, REFUSED, STRANGER, URL, code, did
from client import AuthenticatedClient, Client
from client.api.auth import log_in, log_out, sign_up
from client.api.tasks import create_many_tasks, create_task, delete_task, get_task, list_tasks, update_task
from client.models import ErrorResponse, LogIn, SignUp, TaskCreate, TaskUpdate
# thirty: from client.models import TaskCreateState

anonymous = Client(base_url=URL)
account = sign_up.sync(client=anonymous, body=SignUp(email=STRANGER, password=PASSWORD))
did("sign up", account.data.user.email == STRANGER)
session = log_in.sync(client=anonymous, body=LogIn(email=PERSON, password=PASSWORD))
did("log in", session.data.access_token != "")
api = AuthenticatedClient(base_url=URL, token=session.data.access_token)
stranger = AuthenticatedClient(base_url=URL, token=account.data.access_token)


def row(title: str) -> TaskCreate:
    return TaskCreate(
        title=title,
        # shop: sku=code(), price="9.90",
        # thirty: due_on=datetime.date(2026, 12, 31), amount="9.90", state=TaskCreateState.OPEN,
    )


created = create_task.sync_detailed(client=api, body=row("One"))
id = created.parsed.data.id
did("create", created.status_code == 201 and created.parsed.data.title == "One")
read = get_task.sync_detailed(id, client=api)
did("read", read.parsed.data.title == "One")
version = read.headers["ETag"]
many = create_many_tasks.sync(client=api, body=[row(LABEL), row(LABEL)])
did("create several", len(many.data.tasks) == 2)
page = list_tasks.sync(client=api, title=LABEL, sort=["-created_at"], limit=1, page=2)
did("list", page.data.tasks[0].title == LABEL and page.data.pagination.total == 2)
updated = update_task.sync(id, client=api, if_match=version, body=TaskUpdate(title="Two"))
did("update", updated.data.title == "Two")
stale = update_task.sync_detailed(id, client=api, if_match=version, body=TaskUpdate(title="Three"))
did("conflict", stale.status_code == 412)
invalid = update_task.sync(id, client=api, body=TaskUpdate(title=""))
did("field error", isinstance(invalid, ErrorResponse) and invalid.error.details[0].field == "title")
did("somebody else's row", delete_task.sync_detailed(id, client=stranger).status_code == REFUSED)
did("delete", delete_task.sync_detailed(id, client=api).status_code == 204)
did("log out", log_out.sync_detailed(client=api).status_code == 204)
