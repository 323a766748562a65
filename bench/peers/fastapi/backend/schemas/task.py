"""Bodies of requests and answers about tasks."""

from datetime import datetime
from typing import List, Optional

from pydantic import BaseModel, ConfigDict, Field


class TaskCreate(BaseModel):
    """A new task."""

    title: str = Field(..., min_length=1, max_length=200)
    description: Optional[str] = Field(None, max_length=1000)


class TaskUpdate(BaseModel):
    """What to change of a task; what is left out stays."""

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
    """Where in a list a page is."""

    page: int
    limit: int
    total: int
    totalPages: int


class TaskList(BaseModel):
    """A page of tasks."""

    tasks: List[TaskRead]
    pagination: Pagination


class TaskResponse(BaseModel):
    """An answer with one task."""

    success: bool = True
    data: TaskRead


class TaskListResponse(BaseModel):
    """An answer with a page of tasks."""

    success: bool = True
    data: TaskList
