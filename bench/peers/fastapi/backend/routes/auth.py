"""Authentication endpoints."""

from fastapi import APIRouter, Depends
from sqlmodel import Session, select

from auth import create_access_token, hash_password, verify_jwt, verify_password
from db import get_session
from models import User
from schemas.user import SessionResponse, UserLogin, UserResponse, UserSignup
from utils.errors import ConflictError, NotFoundError, UnauthorizedError

router = APIRouter(prefix="/api/v1/auth", tags=["Authentication"])


@router.post("/signup", status_code=201, response_model=SessionResponse)
async def signup(user_data: UserSignup, session: Session = Depends(get_session)):
    """Create an account and sign in."""
    existing = session.exec(select(User).where(User.email == user_data.email)).first()
    if existing:
        raise ConflictError("Email already registered")

    user = User(
        email=user_data.email,
        name=user_data.name,
        password_hash=hash_password(user_data.password),
    )
    session.add(user)
    session.commit()
    session.refresh(user)

    return {"success": True, "data": {"user": user, "access_token": create_access_token(user.id)}}


@router.post("/login", response_model=SessionResponse)
async def login(credentials: UserLogin, session: Session = Depends(get_session)):
    """Sign in with e-mail and password."""
    user = session.exec(select(User).where(User.email == credentials.email)).first()

    if not user or not verify_password(credentials.password, user.password_hash):
        raise UnauthorizedError("Invalid email or password", "INVALID_CREDENTIALS")

    return {"success": True, "data": {"user": user, "access_token": create_access_token(user.id)}}


@router.get("/me", response_model=UserResponse, dependencies=[Depends(verify_jwt)])
async def me(session: Session = Depends(get_session), user_id: str = Depends(verify_jwt)):
    """The account that is signed in."""
    user = session.get(User, user_id)
    if not user:
        raise NotFoundError("User not found")
    return {"success": True, "data": user}
