"""lending: a library of books. Deliberately vulnerable: never expose it; serve it on loopback, to test scanners.

FastAPI and SQLite, bearer tokens (JWT), usernames and titles as ids. Written anew after public descriptions of the holes
of VAmPI. Each hole is marked HOLE with its name in holes.yaml and its place in the OWASP API Security Top 10 of 2023.
"""

import base64
import hashlib
import hmac
import json
import sqlite3
import time
import traceback

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI(title="Lending", version="1.4.2")
bearer = HTTPBearer(auto_error=False)
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row

SECRET = "random"  # HOLE weak-secret (API2): a word that is in every list of demo secrets


def reset():
    database.executescript(
        """
        drop table if exists users; drop table if exists books;
        create table users (username text primary key, email text, password text, admin integer default 0);
        create table books (book_title text primary key, secret text, owner text);
        insert into users values ('name1', 'mail1@mail.com', 'pass1', 0), ('name2', 'mail2@mail.com', 'pass2', 0),
          ('admin', 'admin@mail.com', 'pass-of-admin', 1);
        insert into books values ('Dune', 'under the mat', 'name1'), ('Emma', 'behind the shelf', 'name2');
        """
    )


reset()


# --- tokens ---------------------------------------------------------------------------------------------------------


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def token_of(username: str) -> str:
    now = int(time.time())
    head = encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = encode(json.dumps({"sub": username, "iat": now, "exp": now + 900}).encode())
    signature = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{encode(signature)}"


def me(credentials: HTTPAuthorizationCredentials | None = Depends(bearer)) -> sqlite3.Row:
    refused = HTTPException(401, "Invalid token. Please log in again.", {"WWW-Authenticate": "Bearer"})
    if credentials is None:
        raise refused
    try:
        head, body, signature = credentials.credentials.split(".")
        header, claims = json.loads(decode(head)), json.loads(decode(body))
        if header["alg"] == "HS256":
            wanted = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
            if not hmac.compare_digest(wanted, decode(signature)):
                raise refused
        elif header["alg"] != "none":  # HOLE alg-none (API2): an unsigned token is taken
            raise refused
        if claims["exp"] < time.time():
            raise refused
        username = claims["sub"]
    except (ValueError, KeyError, TypeError):
        raise refused from None
    person = database.execute("select * from users where username = ?", (username,)).fetchone()
    if person is None:
        raise refused
    return person


# --- users ----------------------------------------------------------------------------------------------------------


class NewUser(BaseModel):
    # HOLE register-admin (API3): properties beyond these three are stored too
    model_config = ConfigDict(extra="allow")
    username: str = Field(max_length=80)
    password: str = Field(max_length=80)  # HOLE weak-password (API2): one letter is enough
    email: str = Field(max_length=120)


class Login(BaseModel):
    username: str
    password: str


class NewEmail(BaseModel):
    email: str = Field(max_length=120)


class NewPassword(BaseModel):
    password: str = Field(max_length=80)


@app.get("/createdb", tags=["db"])
def create_db():
    """Creates the tables anew and fills them with demo data."""
    reset()  # HOLE createdb (API5): no authentication
    return {"message": "Database populated."}


@app.get("/", tags=["home"])
def home():
    return {"message": "Lending: books with secrets.", "help": "/openapi.json"}


@app.get("/me", tags=["users"])
def read_me(person=Depends(me)):
    return {"status": "success", "data": {"username": person["username"], "email": person["email"], "admin": bool(person["admin"])}}


@app.get("/users/v1", tags=["users"])
def list_users():
    return {"users": [{"username": row["username"]} for row in database.execute("select username from users")]}


@app.get("/users/v1/_debug", tags=["users"])
def debug_users():
    # HOLE debug-passwords (API3): everything about everybody, with passwords as they are
    return {"users": [dict(row) | {"admin": bool(row["admin"])} for row in database.execute("select * from users")]}


@app.post("/users/v1/register", tags=["users"], status_code=201)
def register(body: NewUser):
    if database.execute("select 1 from users where username = ?", (body.username,)).fetchone():
        raise HTTPException(409, "User already exists. Please log in.")
    admin = bool((body.model_extra or {}).get("admin", False))
    database.execute("insert into users values (?, ?, ?, ?)", (body.username, body.email, body.password, admin))
    return {"message": "Successfully registered. Log in to receive an auth token.", "status": "success"}


@app.post("/users/v1/login", tags=["users"])
def login(body: Login):
    # HOLE login-guesses (API2): no limit
    person = database.execute("select * from users where username = ?", (body.username,)).fetchone()
    if person is None:
        raise HTTPException(401, "Username does not exist.")  # HOLE login-enumeration (API2)
    if person["password"] != body.password:
        raise HTTPException(401, "Password is not correct for the given username.")
    return {"status": "success", "message": "Successfully logged in.", "auth_token": token_of(person["username"])}


@app.get("/users/v1/{username}", tags=["users"])
def read_user(username: str):
    # HOLE user-sql (API8): SQL injection in the path
    row = database.execute(f"select username, email from users where username = '{username}'").fetchone()
    if row is None:
        raise HTTPException(404, "User not found.")
    return dict(row)


@app.put("/users/v1/{username}/email", tags=["users"], status_code=204)
def change_email(username: str, body: NewEmail, person=Depends(me)):
    if person["username"] != username:
        raise HTTPException(404, "User not found.")
    database.execute("update users set email = ? where username = ?", (body.email, username))


@app.put("/users/v1/{username}/password", tags=["users"], status_code=204)
def change_password(username: str, body: NewPassword, person=Depends(me)):
    # HOLE password-of-another (API1): whoever is logged in sets the password of anybody
    found = database.execute("update users set password = ? where username = ?", (body.password, username))
    if found.rowcount == 0:
        raise HTTPException(404, "User not found.")


@app.delete("/users/v1/{username}", tags=["users"])
def delete_user(username: str, person=Depends(me)):
    """Only admins delete users."""
    if not person["admin"]:
        raise HTTPException(403, "Only admins may delete users!")
    if database.execute("delete from users where username = ?", (username,)).rowcount == 0:
        raise HTTPException(404, "User not found.")
    return {"status": "success", "message": "User deleted."}


# --- books ----------------------------------------------------------------------------------------------------------


class Book(BaseModel):
    book_title: str = Field(min_length=1, max_length=120)
    secret: str = Field(max_length=200)


class BookSecret(BaseModel):
    secret: str = Field(max_length=200)


@app.get("/books/v1", tags=["books"])
def list_books():
    """All books with their owners; the secret is for the owner alone."""
    return {"books": [dict(row) for row in database.execute("select book_title, owner as user from books")]}


@app.get("/books/v1/_search", tags=["books"])
def search_books(q: str = ""):
    # HOLE search-sql (API8): SQL injection in a parameter
    rows = database.execute(f"select book_title, owner as user from books where book_title like '%{q}%' order by 1")
    return {"books": [dict(row) for row in rows]}


@app.post("/books/v1", tags=["books"], status_code=201)
def add_book(body: Book, person=Depends(me)):
    if database.execute("select 1 from books where book_title = ?", (body.book_title,)).fetchone():
        raise HTTPException(409, "Book already exists.")
    database.execute("insert into books values (?, ?, ?)", (body.book_title, body.secret, person["username"]))
    return {"status": "success", "message": "Book has been added."}


@app.get("/books/v1/{book_title}", tags=["books"])
def read_book(book_title: str, person=Depends(me)):
    """The book with its secret."""
    # HOLE book-read (API1): the secret of anybody's book
    row = database.execute("select * from books where book_title = ?", (book_title,)).fetchone()
    if row is None:
        raise HTTPException(404, "Book not found.")
    return dict(row)


@app.put("/books/v1/{book_title}", tags=["books"])
def change_book(book_title: str, body: BookSecret, person=Depends(me)):
    # HOLE book-change (API1)
    if database.execute("update books set secret = ? where book_title = ?", (body.secret, book_title)).rowcount == 0:
        raise HTTPException(404, "Book not found.")
    return {"book_title": book_title, "secret": body.secret}


@app.delete("/books/v1/{book_title}", tags=["books"], status_code=204)
def delete_book(book_title: str, person=Depends(me)):
    # HOLE book-delete (API1)
    if database.execute("delete from books where book_title = ?", (book_title,)).rowcount == 0:
        raise HTTPException(404, "Book not found.")


# --- every answer ---------------------------------------------------------------------------------------------------


@app.middleware("http")
async def headers(request: Request, call_next):
    try:
        response = await call_next(request)
    except Exception:  # HOLE traceback (API8): the caller sees the source lines and the statement
        response = JSONResponse({"detail": traceback.format_exc()}, 500)
    response.headers["X-Powered-By"] = "Lending/1.4.2 FastAPI/0.165.0"  # HOLE version (API8)
    origin = request.headers.get("origin")
    if origin:  # HOLE cors (API8): every origin, with credentials
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
