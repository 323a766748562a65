"""Request and response bodies of tasks."""

from datetime import datetime
from typing import List, Optional

from pydantic import BaseModel, ConfigDict, Field


class TaskCreate(BaseModel):
    """A new task."""

    title: str = Field(..., min_length=1, max_length=200)
    description: Optional[str] = Field(None, max_length=1000)


class TaskUpdate(BaseModel):
    """Changes of a task; omitted fields keep their values."""

    title: Optional[str] = Field(None, min_length=1, max_length=200)
    description: Optional[str] = Field(None, max_length=1000)
    completed: Optional[bool] = None


class TaskRead(BaseModel):
    """A task."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: str
    title: str
    description: Optional[str]
    completed: bool
    created_at: datetime
    updated_at: datetime


class Pagination(BaseModel):
    """The position of a page in a list."""

    page: int
    limit: int
    total: int
    totalPages: int


class TaskList(BaseModel):
    """A page of tasks."""

    tasks: List[TaskRead]
    pagination: Pagination


class TaskResponse(BaseModel):
    """A response with one task."""

    success: bool = True
    data: TaskRead


class TaskListResponse(BaseModel):
    """A response with a page of tasks."""

    success: bool = True
    data: TaskList
