"""Entry point of the Tasks API."""

from contextlib import asynccontextmanager
from os import getenv

from dotenv import load_dotenv
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

load_dotenv()

from db import create_tables  # noqa: E402
from routes import auth, tasks  # noqa: E402


@asynccontextmanager
async def lifespan(app: FastAPI):
    """Creates the tables before the first request."""
    create_tables()
    yield


app = FastAPI(title="Tasks API", version="1.0.0", description="A person's to-do items.", lifespan=lifespan)

app.add_middleware(
    CORSMiddleware,
    allow_origins=[getenv("FRONTEND_URL", "http://localhost:3000")],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)

app.include_router(auth.router)
app.include_router(tasks.router)
