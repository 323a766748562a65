"""Input clean-up."""

import re
from typing import Optional

TAG = re.compile(r"<[^>]+>")


def clean_title(title: Optional[str]) -> str:
    """Without blanks at its ends."""
    return title.strip() if title else ""


def clean_description(description: Optional[str]) -> Optional[str]:
    """Without blanks at its ends and without HTML tags."""
    if description is None:
        return None
    return TAG.sub("", description.strip())
