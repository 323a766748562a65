"""Database connection and sessions."""

from os import getenv

from dotenv import load_dotenv
from sqlmodel import Session, SQLModel, create_engine

load_dotenv()

DATABASE_URL = getenv("DATABASE_URL")
if not DATABASE_URL:
    raise RuntimeError("DATABASE_URL is not set")

engine = create_engine(
    DATABASE_URL,
    echo=getenv("SQL_ECHO", "false").lower() == "true",
    pool_pre_ping=True,
    pool_size=10,
    max_overflow=20,
)


def create_tables() -> None:
    """Makes the tables that are missing."""
    SQLModel.metadata.create_all(engine)


def get_session():
    """A database session for one request."""
    with Session(engine) as session:
        yield session
