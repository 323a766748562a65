"""Request and response bodies of accounts."""

from datetime import datetime
from typing import Optional

from pydantic import BaseModel, ConfigDict, EmailStr, Field


class UserSignup(BaseModel):
    """A new account."""

    email: EmailStr
    password: str = Field(..., min_length=8, max_length=128)
    name: Optional[str] = Field(None, max_length=200)


class UserLogin(BaseModel):
    """Credentials."""

    email: EmailStr
    password: str


class UserRead(BaseModel):
    """An account, without its password."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    email: EmailStr
    name: Optional[str]
    created_at: datetime
    updated_at: datetime


class Session(BaseModel):
    """The signed-in user and an access token."""

    user: UserRead
    access_token: str
    token_type: str = "bearer"


class SessionResponse(BaseModel):
    """An answer with a session."""

    success: bool = True
    data: Session


class UserResponse(BaseModel):
    """An answer with an account."""

    success: bool = True
    data: UserRead
