"""What schemathesis cannot read in a schema: how to sign in, and which faults only words of the document announce.

A finding is excused in four cases and no other:
- a request that is valid by the schema was refused, and each fault in the body of the answer stands in CODES or FAULTS;
- it was refused for a header or an id that the document's schema excludes, which schemathesis sends all the same;
- a decimal or bigint was accepted as a JSON number, which the document says in words (generators make no type of a union);
- a row is there after `DELETE` with `dry_run=true`, which deletes nothing.
"""

import atexit
import collections
import json
import os
import re
import urllib.request

import jsonschema_rs
import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

URL = os.environ["URL"]
PERSON = os.environ["PERSON"]
PASSWORD = "correct horse battery"

# An access token is valid for 15 minutes.
REFRESH_SECONDS = 600

MAX_CONDITIONS = 20
NO_CONDITION = set("page limit cursor count sort fields include q max_affected dry_run group sum avg min max".split())

# error.code: why no schema can say it.
CODES = {
    "PRECONDITION_FAILED": "an entity tag that no row has",
    "IDEMPOTENCY_MISMATCH": "an Idempotency-Key that was used before",
    "URI_TOO_LONG": "parameters that are too long together",
}

# Patterns of error.details[].code and of error.details[].field: why no schema can say it.
FAULTS = [
    ("required", "", "a change of many rows without a condition"),
    ("required", "max_affected", "a change of many rows without max_affected"),
    ("format", "or", "the syntax of `or`"),
    ("common", "password", "a common password"),
    ("wrong", "(current_)?password", "a password that is not the current one"),
    ("wrong|expired", "token", "a token that no mail has"),
    ("not_one_of", r"scopes\[\d+\]", "a scope for a resource that there is not"),
    ("too_(small|large)", "expires_at", "an API key that has expired, or lives for too long"),
    ("unknown_reference", ".+", "a reference to a row that the person cannot read"),
    ("rule", ".*", "a row that breaks a rule of the spec between its fields"),
    ("repeated", r"\[\d+\]\.id", "the same row twice in an array"),
    ("invalid_cursor", "cursor", "a cursor that no list gave"),
    ("unknown", "sort", "an order by a key that the summary or a related row does not have"),
    ("unknown", "include", "a relation that a related row does not have"),
    ("bad_operator", "include", "a relation of a reference that `group` does not name"),
    ("repeated", "sort", "a key of an order both ascending and descending"),
]

# error.details[].code of a number outside of its bounds.
BOUNDS = {"too_small", "too_large"}

# The texts that the server also takes as JSON numbers.
NUMBER_FORMATS = {"decimal", "int64"}

excused = collections.Counter()

# `DELETE /api/v1/tasks/1` of each row whose last deletion was only checked.
checked_deletions = set()


@atexit.register
def print_excused():
    for reason, findings in sorted(excused.items()):
        print(f"excused {findings:6}: {reason}")


@schemathesis.auth(refresh_interval=REFRESH_SECONDS)
class SignedIn:
    def get(self, case, context):
        account = json.dumps({"email": PERSON, "password": PASSWORD}).encode()
        request = urllib.request.Request(f"{URL}/api/v1/auth/login", account, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            return json.load(response)["data"]["access_token"]

    def set(self, case, token, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def map_case(context, case):
    """Leaves of a valid query what goes together, so that lists are answered with rows and not with a refusal.

    Only words say that a query has at most 20 conditions, that `f` and `f[eq]` are the same, and that `cursor` excludes
    `page`. Every second valid query would also have an `or` that cannot be read; it stays where it is the only condition.
    """
    if not case.query or case.meta is None or case.meta.is_negative_at(ParameterLocation.QUERY):
        return case
    query = {
        name: value
        for name, value in case.query.items()
        if not (name.endswith("[eq]") and name.removesuffix("[eq]") in case.query)
    }
    if "cursor" in query:
        query.pop("page", None)
    conditions = [name for name in query if name not in NO_CONDITION and name != "or"]
    if conditions:
        query.pop("or", None)
    for name in conditions[MAX_CONDITIONS:]:
        del query[name]
    case.query = query
    return case


@schemathesis.hook
def after_call(context, case, response):
    if case.method.upper() != "DELETE" or not 200 <= response.status_code < 300:
        return
    deletion = f"DELETE {case.formatted_path}"
    if str((case.query or {}).get("dry_run")).lower() == "true":
        checked_deletions.add(deletion)
    else:
        checked_deletions.discard(deletion)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    reasons = None
    if isinstance(failure, RejectedPositiveData) and 400 <= response.status_code < 500:
        reasons = refusals(case, response)
    elif isinstance(failure, AcceptedNegativeData) and numbers_for_texts(case):
        reasons = {"a decimal or bigint as a JSON number"}
    elif isinstance(failure, UseAfterFree) and failure.free in checked_deletions:
        reasons = {"a deletion that was only checked"}
    if reasons is None:
        return True
    excused.update(reasons)
    return False


def refusals(case, response):
    """The reason for each fault in the body of a refusal; None if a fault has none."""
    try:
        error = json.loads(response.content)["error"]
    except (ValueError, KeyError, TypeError):
        return None
    if error["code"] in CODES:
        return {CODES[error["code"]]}
    if error["code"] != "VALIDATION_ERROR":
        return None
    reasons = {refusal(case, fault) for fault in error["details"]}
    return reasons if reasons and None not in reasons else None


def refusal(case, fault):
    for code, field, reason in FAULTS:
        if re.fullmatch(code, fault["code"]) and re.fullmatch(field, fault["field"]):
            return reason
    if fault["code"] in BOUNDS and is_number_text(case, fault["field"]):
        return "a decimal or bigint outside of its bounds"
    sent = (case.headers or {}).get(fault["field"])
    for parameter in case.operation.definition.raw.get("parameters", []):
        parameter = referred(case, parameter)
        if parameter["in"] == "header" and parameter["name"] == fault["field"] and sent is not None:
            if not re.search(parameter["schema"].get("pattern", ""), sent):
                return "a header outside of its pattern"
        if parameter["in"] == "path" and parameter["name"] == fault["field"]:
            value = str((case.path_parameters or {}).get(fault["field"]))
            number = int(value) if re.fullmatch(r"-?\d+", value) else value
            schema = referred(case, parameter["schema"])
            if not any(jsonschema_rs.is_valid(schema, each, validate_formats=True) for each in (value, number)):
                return "an id of another resource, which a link between operations carried over"
    return None


def is_number_text(case, field):
    """Whether a field of the body is a decimal or bigint as a text, to which JSON Schema applies no bounds."""
    operation = case.operation.definition.raw
    if "requestBody" not in operation:
        return False
    schema = referred(case, operation["requestBody"])["content"]["application/json"]["schema"]
    schema = referred(case, schema)
    if "items" in schema:
        schema = referred(case, schema["items"])
    schema = referred(case, schema.get("properties", {}).get(field.rpartition(".")[2], {}))
    return schema.get("format") in NUMBER_FORMATS and "string" in schema["type"]


def referred(case, schema):
    """What a reference inside the document refers to."""
    while "$ref" in schema:
        found = case.operation.schema.raw_schema
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        schema = found
    return schema


def numbers_for_texts(case):
    """Whether a body is invalid only because it has numbers where the document has decimals and bigints as texts."""
    operation = case.operation.definition.raw
    if "requestBody" not in operation or not isinstance(case.body, (dict, list)):
        return False
    schema = referred(case, operation["requestBody"])["content"]["application/json"]["schema"]
    body, changed = with_texts(case, schema, case.body)
    document = {**schema, "components": case.operation.schema.raw_schema["components"]}
    return changed and jsonschema_rs.Draft202012Validator(document, validate_formats=False).is_valid(body)


def with_texts(case, schema, value):
    """The value with texts for such numbers, and whether there was one."""
    schema = referred(case, schema)
    if isinstance(value, list) and "items" in schema:
        pairs = [with_texts(case, schema["items"], each) for each in value]
        return [each for each, _ in pairs], any(changed for _, changed in pairs)
    if isinstance(value, dict) and "properties" in schema:
        pairs = {k: with_texts(case, schema["properties"].get(k, {}), each) for k, each in value.items()}
        return {k: each for k, (each, _) in pairs.items()}, any(changed for _, changed in pairs.values())
    if schema.get("format") in NUMBER_FORMATS and "string" in schema["type"] and type(value) in (int, float):
        # JSON Schema does not apply the bounds of the schema to the text.
        if schema.get("minimum", value) <= value <= schema.get("maximum", value):
            return repr(value), True
    return value, False
