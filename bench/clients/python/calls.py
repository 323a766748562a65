"""What the programs share: the server, two people, and a line for each call that did what it should."""

import itertools
import os
import time

URL = os.environ["URL"]
PASSWORD = "correct horse battery"
STRANGER = os.environ["STRANGER"]  # signs up during the run
PERSON = os.environ["PERSON"]  # has an account, in shop with the role `manager`
# The status of a stranger's attempt to delete a row: 404 where strangers cannot read it, otherwise 403.
REFUSED = int(os.environ["REFUSED"])

_codes = itertools.count(int(time.time() * 1000))


def code() -> str:
    """A text that is unique in the database."""
    return f"S{next(_codes)}"


LABEL = code()  # the title of the rows that the list is asked for


def did(call: str, held: bool) -> None:
    if not held:
        raise SystemExit(f"{call} failed")
    print(call)
