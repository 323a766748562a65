"""diary: entries that are private until their author publishes them. Honest: written to hold, to see what a scanner says
about a server that has no holes.

FastAPI and SQLite, a session cookie, slugs. What looks like a hole and is none: a published entry is for everybody, also
without a session; the profile of a person is public; a name that is taken is refused.
"""

import hashlib
import hmac
import re
import secrets
import sqlite3
import threading
import time
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyCookie
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI(title="Diary", version="1.0.0", docs_url=None, redoc_url=None)
cookie = APIKeyCookie(name="diary_session", auto_error=False, description="Set by log-in")
lock = threading.RLock()
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.executescript(
    """
    create table people (id integer primary key, name text unique not null, password text not null, about text not null default '');
    create table sessions (key text primary key, person integer not null, until real not null);
    create table entries (slug text primary key, title text not null, text text not null, published integer not null,
      author integer not null, written integer not null);
    """
)
SESSION_SECONDS, GUESSES, GUESS_SECONDS = 1800, 10, 60
guesses: dict[str, list[float]] = {}


def ask(statement: str, *values):
    with lock:
        return database.execute(statement, values).fetchall()


def first(statement: str, *values):
    rows = ask(statement, *values)
    return rows[0] if rows else None


# --- passwords and sessions -----------------------------------------------------------------------------------------


def hashed(password: str, salt: str | None = None) -> str:
    salt = salt or secrets.token_hex(16)
    return f"{salt}:{hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**14, r=8, p=1).hex()}"


NOBODY = hashed(secrets.token_hex(16))


def is_right(password: str, stored: str) -> bool:
    return hmac.compare_digest(hashed(password, stored.split(":")[0]), stored)


def key_of(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()


def me(session: Annotated[str | None, Depends(cookie)]) -> sqlite3.Row:
    person = session and first(
        "select people.* from people join sessions on people.id = person where key = ? and until > ?", key_of(session), time.time()
    )
    if not person:
        raise HTTPException(401, "Log in first", {"WWW-Authenticate": 'Cookie realm="diary"'})
    return person


def visitor(session: Annotated[str | None, Depends(cookie)]) -> sqlite3.Row | None:
    try:
        return me(session)
    except HTTPException:
        return None


def guard_guesses(name: str) -> None:
    """At most ten wrong passwords a minute for a name, whether it has an account or not."""
    with lock:
        recent = [at for at in guesses.get(name, []) if at > time.time() - GUESS_SECONDS]
        guesses[name] = recent
        if len(recent) >= GUESSES:
            raise HTTPException(429, "Too many attempts; try again in a minute", {"Retry-After": str(GUESS_SECONDS)})


# --- bodies and answers ---------------------------------------------------------------------------------------------


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Credentials(Strict):
    name: str = Field(min_length=1, max_length=40)
    password: str = Field(min_length=1, max_length=200)


class NewPerson(Strict):
    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{3,40}$")
    password: str = Field(min_length=12, max_length=200)


class About(Strict):
    about: str = Field(max_length=500)


class NewEntry(Strict):
    title: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=5000)
    published: bool = False


class EntryChanges(Strict):
    title: str | None = Field(None, min_length=1, max_length=120)
    text: str | None = Field(None, min_length=1, max_length=5000)
    published: bool | None = None


class Profile(BaseModel):
    name: str
    about: str


class Entry(BaseModel):
    slug: str
    title: str
    text: str
    published: bool
    author: str


class Entries(BaseModel):
    entries: list[Entry]
    total: int


class Error(BaseModel):
    message: str


REFUSED = {status: {"model": Error} for status in (401, 404, 422)}
SELECT = "select slug, title, text, published, people.name as author from entries join people on people.id = author"


def shown(row: sqlite3.Row) -> Entry:
    return Entry(**{**dict(row), "published": bool(row["published"])})


def own_entry(slug: str, person: sqlite3.Row) -> sqlite3.Row:
    return first(f"{SELECT} where slug = ? and author = ?", slug, person["id"]) or not_found()


def not_found():
    raise HTTPException(404, "No such entry")


Me = Annotated[sqlite3.Row, Depends(me)]
Limit = Annotated[int, Query(ge=1, le=50)]
Offset = Annotated[int, Query(ge=0, le=10_000)]

# --- people ---------------------------------------------------------------------------------------------------------


@app.post("/auth/register", status_code=201, response_model=Profile, responses={409: {"model": Error}, 422: {"model": Error}}, tags=["auth"])
def register(body: NewPerson):
    if body.name.lower() in body.password.lower() or len(set(body.password)) < 6 or "password" in body.password.lower():
        raise HTTPException(422, "The password is too easy to guess")
    with lock:
        if first("select 1 from people where name = ?", body.name):
            raise HTTPException(409, "This name is taken")
        ask("insert into people (name, password) values (?, ?)", body.name, hashed(body.password))
    return Profile(name=body.name, about="")


@app.post("/auth/login", response_model=Profile, responses={401: {"model": Error}, 422: {"model": Error}, 429: {"model": Error}}, tags=["auth"])
def log_in(body: Credentials, response: Response):
    guard_guesses(body.name)
    person = first("select * from people where name = ?", body.name)
    if not is_right(body.password, person["password"] if person else NOBODY) or not person:
        with lock:
            guesses.setdefault(body.name, []).append(time.time())
        raise HTTPException(401, "Name or password is wrong", {"WWW-Authenticate": 'Cookie realm="diary"'})
    session = secrets.token_urlsafe(32)
    ask("insert into sessions values (?, ?, ?)", key_of(session), person["id"], time.time() + SESSION_SECONDS)
    response.set_cookie("diary_session", session, max_age=SESSION_SECONDS, httponly=True, samesite="strict")
    return Profile(name=person["name"], about=person["about"])


@app.post("/auth/logout", status_code=204, responses={401: {"model": Error}}, tags=["auth"])
def log_out(person: Me, session: Annotated[str, Depends(cookie)], response: Response):
    ask("delete from sessions where key = ?", key_of(session))
    response.delete_cookie("diary_session", httponly=True, samesite="strict")


@app.get("/me", response_model=Profile, responses={401: {"model": Error}}, tags=["people"])
def read_me(person: Me):
    return Profile(name=person["name"], about=person["about"])


@app.put("/me", response_model=Profile, responses={401: {"model": Error}, 422: {"model": Error}}, tags=["people"])
def change_me(body: About, person: Me):
    ask("update people set about = ? where id = ?", body.about, person["id"])
    return Profile(name=person["name"], about=body.about)


@app.get("/people/{name}", response_model=Profile, responses={404: {"model": Error}, 422: {"model": Error}}, tags=["people"])
def read_person(name: str):
    """The public profile of a person."""
    person = first("select * from people where name = ?", name)
    if not person:
        raise HTTPException(404, "No such person")
    return Profile(name=person["name"], about=person["about"])


# --- entries --------------------------------------------------------------------------------------------------------


@app.get("/entries", response_model=Entries, responses={401: {"model": Error}, 422: {"model": Error}}, tags=["entries"])
def list_entries(person: Me, limit: Limit = 20, offset: Offset = 0, sort: Literal["written", "title"] = "written"):
    """The own entries."""
    rows = ask(f"{SELECT} where author = ? order by {sort}, slug limit ? offset ?", person["id"], limit, offset)
    total = first("select count(*) as n from entries where author = ?", person["id"])["n"]
    return Entries(entries=[shown(row) for row in rows], total=total)


@app.get("/published", response_model=Entries, responses={422: {"model": Error}}, tags=["entries"])
def list_published(limit: Limit = 20, offset: Offset = 0, q: Annotated[str, Query(max_length=100)] = ""):
    """What everybody has published, for everybody."""
    pattern = "%" + re.sub(r"([%_\\])", r"\\\1", q) + "%"
    where = "published = 1 and title like ? escape '\\'"
    rows = ask(f"{SELECT} where {where} order by written desc, slug limit ? offset ?", pattern, limit, offset)
    return Entries(entries=[shown(row) for row in rows], total=first(f"select count(*) as n from entries where {where}", pattern)["n"])


@app.post("/entries", status_code=201, response_model=Entry, responses={401: {"model": Error}, 422: {"model": Error}}, tags=["entries"])
def write_entry(body: NewEntry, person: Me):
    slug = f"{re.sub(r'[^a-z0-9]+', '-', body.title.lower()).strip('-')[:40] or 'entry'}-{secrets.token_hex(6)}"
    ask("insert into entries values (?, ?, ?, ?, ?, ?)", slug, body.title, body.text, body.published, person["id"], time.time_ns())
    return shown(own_entry(slug, person))


@app.get(
    "/entries/{slug}",
    response_model=Entry,
    responses={404: {"model": Error}, 422: {"model": Error}},
    openapi_extra={"security": [{}]},  # beside the cookie: a visitor needs none
    tags=["entries"],
)
def read_entry(slug: str, person: Annotated[sqlite3.Row | None, Depends(visitor)]):
    """An entry: a published one for everybody, another for its author."""
    row = first(f"{SELECT} where slug = ? and (published = 1 or author = ?)", slug, person["id"] if person else -1)
    return shown(row or not_found())


@app.patch("/entries/{slug}", response_model=Entry, responses=REFUSED, tags=["entries"])
def change_entry(slug: str, body: EntryChanges, person: Me):
    row = own_entry(slug, person)
    changes = body.model_dump(exclude_none=True)
    new = {**{name: row[name] for name in ("title", "text", "published")}, **changes}
    ask("update entries set title = ?, text = ?, published = ? where slug = ? and author = ?", new["title"], new["text"], new["published"], slug, person["id"])
    return shown(own_entry(slug, person))


@app.delete("/entries/{slug}", status_code=204, responses=REFUSED, tags=["entries"])
def delete_entry(slug: str, person: Me):
    own_entry(slug, person)
    ask("delete from entries where slug = ? and author = ?", slug, person["id"])


# --- every answer ---------------------------------------------------------------------------------------------------


@app.exception_handler(StarletteHTTPException)
def refused(_: Request, error: StarletteHTTPException):
    return JSONResponse({"message": str(error.detail)}, error.status_code, headers=error.headers)


@app.exception_handler(RequestValidationError)
def invalid(_: Request, error: RequestValidationError):
    at = ".".join(str(part) for part in error.errors()[0]["loc"])
    return JSONResponse({"message": f"{at}: {error.errors()[0]['msg']}"}, 422)


@app.middleware("http")
async def finish(request: Request, call_next):
    # A page of another origin sends its Origin with a request that changes something; the own one sends none or the own.
    origin = request.headers.get("origin")
    if origin and request.method not in ("GET", "HEAD", "OPTIONS") and origin != f"{request.url.scheme}://{request.url.netloc}":
        response: Response = JSONResponse({"message": "Wrong origin"}, 403)
    elif int(request.headers.get("content-length") or 0) > 100_000:
        response = JSONResponse({"message": "The body is too large"}, 413)
    else:
        try:
            response = await call_next(request)
        except UnicodeError:  # a lone surrogate in a text cannot be stored
            response = JSONResponse({"message": "The text is no valid Unicode"}, 422)
    response.headers.update({
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
    })
    return response
