"""Passwords and JSON Web Tokens."""

from datetime import datetime, timedelta
from os import getenv

from dotenv import load_dotenv
from fastapi import HTTPException, Request
from jose import JWTError, jwt
from passlib.context import CryptContext

load_dotenv()

JWT_SECRET = getenv("JWT_SECRET")
if not JWT_SECRET:
    raise RuntimeError("JWT_SECRET is not set")
JWT_ALGORITHM = "HS256"
ACCESS_TOKEN_HOURS = 24

passwords = CryptContext(schemes=["bcrypt"], deprecated="auto")


def hash_password(password: str) -> str:
    """The bcrypt hash of a password."""
    return passwords.hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether a password has this hash."""
    return passwords.verify(password, password_hash)


def create_access_token(user_id: str) -> str:
    """An access token for a user."""
    now = datetime.utcnow()
    claims = {"sub": user_id, "iat": now, "exp": now + timedelta(hours=ACCESS_TOKEN_HOURS)}
    return jwt.encode(claims, JWT_SECRET, algorithm=JWT_ALGORITHM)


def verify_jwt(request: Request) -> str:
    """The user id in the request's token; 401 without a valid token."""
    auth_header = request.headers.get("Authorization")

    if not auth_header or not auth_header.startswith("Bearer "):
        raise HTTPException(401, "Missing token")

    token = auth_header.split(" ")[1]

    try:
        payload = jwt.decode(token, JWT_SECRET, algorithms=[JWT_ALGORITHM])
    except JWTError:
        raise HTTPException(401, "Invalid or expired token")

    user_id = payload.get("sub")
    if not user_id:
        raise HTTPException(401, "Invalid token")

    request.state.user_id = user_id
    return user_id
