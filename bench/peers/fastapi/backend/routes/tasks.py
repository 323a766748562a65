"""Task endpoints."""

from datetime import datetime

from fastapi import APIRouter, Depends, Query, Response
from sqlmodel import Session, select

from auth import verify_jwt
from db import get_session
from models import Task
from schemas.task import TaskCreate, TaskListResponse, TaskResponse, TaskUpdate
from utils.errors import NotFoundError, ValidationError
from utils.validators import clean_description, clean_title

router = APIRouter(prefix="/api/v1/tasks", tags=["Tasks"], dependencies=[Depends(verify_jwt)])


def own_task(task_id: int, session: Session, user_id: str) -> Task:
    """The task, if it is this person's."""
    task = session.exec(select(Task).where(Task.id == task_id, Task.user_id == user_id)).first()
    if not task:
        raise NotFoundError("Task not found")
    return task


@router.get("", response_model=TaskListResponse)
async def get_tasks(
    page: int = Query(1, ge=1, description="Page number"),
    limit: int = Query(20, ge=1, le=100, description="Items per page"),
    status: str = Query("all", pattern="^(all|pending|completed)$", description="Filter by status"),
    session: Session = Depends(get_session),
    user_id: str = Depends(verify_jwt),
):
    """
    Get all tasks for the authenticated user.

    - **page**: Page number (starts at 1)
    - **limit**: Items per page (max 100)
    - **status**: Filter by "all", "pending", or "completed"
    """
    query = select(Task).where(Task.user_id == user_id)

    if status == "pending":
        query = query.where(Task.completed == False)  # noqa: E712
    elif status == "completed":
        query = query.where(Task.completed == True)  # noqa: E712

    total = len(session.exec(query).all())

    query = query.offset((page - 1) * limit).limit(limit)
    tasks = session.exec(query).all()

    return {
        "success": True,
        "data": {
            "tasks": tasks,
            "pagination": {
                "page": page,
                "limit": limit,
                "total": total,
                "totalPages": (total + limit - 1) // limit,
            },
        },
    }


@router.post("", status_code=201, response_model=TaskResponse)
async def create_task(
    task_data: TaskCreate,
    session: Session = Depends(get_session),
    user_id: str = Depends(verify_jwt),
):
    """Create a new task."""
    title = clean_title(task_data.title)
    if not title:
        raise ValidationError("Title is required")

    task = Task(user_id=user_id, title=title, description=clean_description(task_data.description))
    session.add(task)
    session.commit()
    session.refresh(task)
    return {"success": True, "data": task}


@router.get("/{task_id}", response_model=TaskResponse)
async def get_task(
    task_id: int,
    session: Session = Depends(get_session),
    user_id: str = Depends(verify_jwt),
):
    """Get one task."""
    return {"success": True, "data": own_task(task_id, session, user_id)}


@router.put("/{task_id}", response_model=TaskResponse)
async def update_task(
    task_id: int,
    task_update: TaskUpdate,
    session: Session = Depends(get_session),
    user_id: str = Depends(verify_jwt),
):
    """Change the fields that are given."""
    task = own_task(task_id, session, user_id)

    if task_update.title is not None:
        title = clean_title(task_update.title)
        if not title:
            raise ValidationError("Title is required")
        task.title = title
    if task_update.description is not None:
        task.description = clean_description(task_update.description)
    if task_update.completed is not None:
        task.completed = task_update.completed

    task.updated_at = datetime.utcnow()
    session.add(task)
    session.commit()
    session.refresh(task)
    return {"success": True, "data": task}


@router.delete("/{task_id}", status_code=204)
async def delete_task(
    task_id: int,
    session: Session = Depends(get_session),
    user_id: str = Depends(verify_jwt),
):
    """Delete a task."""
    session.delete(own_task(task_id, session, user_id))
    session.commit()
    return Response(status_code=204)
