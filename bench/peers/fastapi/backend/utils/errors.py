"""Errors in the API's format."""

from fastapi import HTTPException


def error_body(code: str, message: str) -> dict:
    """What every error of the application looks like."""
    return {"success": False, "error": {"code": code, "message": message}}


class ValidationError(HTTPException):
    """400: the input is not valid."""

    def __init__(self, message: str, code: str = "VALIDATION_ERROR"):
        super().__init__(status_code=400, detail=error_body(code, message))


class NotFoundError(HTTPException):
    """404: there is no such resource, or it is another's."""

    def __init__(self, message: str = "Resource not found"):
        super().__init__(status_code=404, detail=error_body("NOT_FOUND", message))


class ConflictError(HTTPException):
    """409: it is there already."""

    def __init__(self, message: str):
        super().__init__(status_code=409, detail=error_body("CONFLICT", message))


class UnauthorizedError(HTTPException):
    """401: not signed in, or not with these credentials."""

    def __init__(self, message: str, code: str = "UNAUTHORIZED"):
        super().__init__(status_code=401, detail=error_body(code, message))
