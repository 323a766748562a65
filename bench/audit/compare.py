"""What a tool reports about a server, beside the documented holes of the server.

  compare.py person FOLDER URL               signs a person up and prints the headers of a request as this person
  compare.py people FOLDER URL               signs two people up and prints the file that schemathesis reads them from
  compare.py document FOLDER                 prints the path of the API description
  compare.py arguments FOLDER URL            prints what the audit gets beside the address: the `audit` of holes.yaml
  compare.py row FOLDER TOOL REPORT SECONDS  prints a row of the table; a line for each hole that was missed, and for each
                                             finding that is wrong, goes to standard error

FOLDER is a server's: bench/audit/NAME with its holes.yaml. A hole is found if the report has a finding of the hole's kind at one
of the hole's operations, and, where the hole has `text`, with words that this pattern finds. A finding is wrong if it is
critical or high (or, from a tool without severities, says that somebody may do what they may not) and fits neither a hole nor
an entry of `so_too`, which lists what is so by the design of the server and may be told.
"""

import base64
import collections
import http.cookiejar
import json
import re
import sys
import urllib.request
from pathlib import Path

import yaml

Finding = collections.namedtuple("Finding", "kinds operations severity title text")

# Which kinds of hole a probe of `freehold audit` can name: the longest prefix of its id counts.
AUDIT = {
    "access": {"object-read", "object-change", "object-delete"},
    "access.personal-data": {"excessive-data"},
    "guard.anonymous": {"no-auth", "object-read", "object-change", "object-delete", "function"},
    "guard.roles": {"function"},
    "guard.fields": {"excessive-data", "mass-assignment"},
    "input.assignment": {"mass-assignment"},
    "input.command": {"command-injection"},
    "input.operator": {"nosql-injection"},
    "input.own-profile": {"mass-assignment"},
    "input.server-side-request": {"ssrf"},
    "input.sign-up-email": {"enumeration"},
    "input.sign-up-role": {"mass-assignment"},
    "input.sql": {"sql-injection"},
    "input.unknown-property": {"mass-assignment"},
    "input.wrong-type": {"nosql-injection"},
    "token.account-answers": {"enumeration"},
    "token.confusion": {"forged-token"},
    "token.forged": {"forged-token"},
    "token.login-answers": {"enumeration"},
    "token.logout": {"logout"},
    "token.secrets-shown": {"excessive-data"},
    "token.weak-password": {"weak-password"},
    "token.weak-secret": {"weak-secret"},
    "limits.codes": {"guesses"},
    "limits.log-in": {"guesses"},
    "http.cors": {"cors"},
    "errors.internal-traces": {"verbose-error"},
    "headers.answers": {"version"},
}
# schemathesis names what it saw, not a hole: an answer 500 counts for the injection that causes it.
SCHEMATHESIS = {
    "IgnoredAuth": {"no-auth", "forged-token"},
    "ObjectLevelAuthorizationViolation": {"object-read"},
    "UseAfterFree": {"object-delete"},
    "ServerError": {"verbose-error", "sql-injection", "nosql-injection", "command-injection"},
    "JsonSchemaError": {"excessive-data"},
}
OFFAT = {
    "SQLi": {"sql-injection"},
    "OS Command": {"command-injection"},
    "BOLA": {"object-read", "object-change", "object-delete"},
    "BOPLA": {"mass-assignment", "excessive-data"},
    "Missing Authentication": {"no-auth"},
    "UnSupported HTTP": {"method"},
    "XSS": {"xss"},
    "SSTI": {"template-injection"},
}


def kinds_of(table, name):
    return table.get(max((key for key in table if name.startswith(key)), key=len, default=""), {"other"})


def audit(report):
    data = json.loads(report.read_text())
    for found in data["findings"]:
        for place in found["places"]:
            text = " ".join(str(place.get(part, "")) for part in ("title", "detail", "curl"))
            yield Finding(kinds_of(AUDIT, place["probe"]), [place["operation"]], place["severity"], f"{place['probe']}: {place['title']}", text)


def audit_requests(report):
    return json.loads(report.read_text())["requests"]


def schemathesis(report):
    for failure in json.loads(report.read_text())["failures"]:
        kind = failure["type"]
        severity = "high" if kind in ("IgnoredAuth", "ObjectLevelAuthorizationViolation", "UseAfterFree") else "medium"
        yield Finding(SCHEMATHESIS.get(kind, {"other"}), failure["operations"], severity, failure["title"], json.dumps(failure))


def schemathesis_requests(report):
    return json.loads(report.read_text())["test_cases"]["generated"]


def offat(report):
    for result in json.loads(report.read_text())["results"]:
        if result.get("vulnerable"):
            name = result["test_name"]
            severity = "medium" if name.startswith("UnSupported HTTP") else "high"
            yield Finding(kinds_of(OFFAT, name), [f"{result['method']} {result['endpoint']}"], severity, name, str(result.get("vuln_details")))


def offat_requests(report):
    return len(json.loads(report.read_text())["results"])


READERS = {
    "audit": (audit, audit_requests),
    "schemathesis": (schemathesis, schemathesis_requests),
    "offat": (offat, offat_requests),
}


# --- holes ----------------------------------------------------------------------------------------------------------


def same(place, operation):
    """Whether a place in a report is an operation: with other names of the parameters, or filled; without the base path; with
    or without the slash at the end."""
    method, _, path = place.partition(" ")
    wanted, _, at = operation.partition(" ")
    if method != wanted:
        return False
    path, at = (text.rstrip("/") or "/" for text in (path, at))
    template = re.sub(r"\\\{[^}]*\}", ".+", re.escape(at))
    plain = re.sub(r"\{[^}]*\}", "1", path)
    return re.fullmatch(template, plain) is not None or (path != "/" and re.sub(r"\{[^}]*\}", "{}", at).endswith(re.sub(r"\{[^}]*\}", "{}", path)))


def fits(finding, hole):
    kinds = hole["kind"] if isinstance(hole["kind"], list) else [hole["kind"]]
    operations = hole.get("operations")
    return (
        bool(finding.kinds & set(kinds))
        and (operations is None or any(same(place, operation) for place in finding.operations for operation in operations))
        and re.search(hole.get("text", ""), finding.text, re.IGNORECASE) is not None
    )


def visible(hole):
    return not str(hole.get("visible", "yes")).startswith("no")


def row(folder, tool, report, seconds):
    known = yaml.safe_load((folder / "holes.yaml").read_text())
    holes, so_too = known["holes"], known.get("so_too", [])
    read, count = READERS[tool]
    findings = list(read(report)) if report.exists() else []
    found = [hole for hole in holes if any(fits(finding, hole) for finding in findings)]
    seen = [hole for hole in holes if visible(hole)]
    missed = [hole for hole in seen if hole not in found]
    wrong = [finding for finding in findings if finding.severity in ("critical", "high") and not any(fits(finding, hole) for hole in holes + so_too)]
    objects = [hole for hole in seen if hole["kind"].startswith("object-")]
    cells = [len(holes), len(seen), len([hole for hole in found if visible(hole)]), len(missed), len(wrong)]
    requests = count(report) if report.exists() else "-"
    bola = f"{len([hole for hole in objects if hole in found])}/{len(objects)}"
    print(f"{folder.name:<9} {tool:<13} {cells[0]:>10} {cells[1]:>8} {cells[2]:>6} {cells[3]:>7} {cells[4]:>6} {bola:>8} {seconds:>8} {requests:>9}")
    for hole in missed:
        print(f"{folder.name} {tool}: missed {hole['id']} ({hole['owasp']}, {hole['kind']}) {', '.join(hole.get('operations', []))}", file=sys.stderr)
    for finding in wrong:
        print(f"{folder.name} {tool}: wrong, {finding.severity} {finding.title} ({finding.operations[0]})", file=sys.stderr)


# --- a person -------------------------------------------------------------------------------------------------------


def filled(value, known):
    if isinstance(value, dict):
        return {name: filled(part, known) for name, part in value.items()}
    return value.format_map(known) if isinstance(value, str) else value


def person(folder, url, name):
    """Signs a person up as holes.yaml says; the headers of a request as this person."""
    known = yaml.safe_load((folder / "holes.yaml").read_text())["person"]
    password = "correct horse battery"
    values = {"name": name, "password": password, "basic": base64.b64encode(f"{name}:{password}".encode()).decode()}
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    for step in known["requests"]:
        method = next(word for word in ("get", "post", "put") if word in step)
        body = json.dumps(filled(step["json"], values)).encode() if "json" in step else None
        headers = {"Content-Type": "application/json", **filled(step.get("headers", {}), values)}
        with browser.open(urllib.request.Request(url + step[method], body, headers, method=method.upper())) as answer:
            content = answer.read().decode()
        values.update(pair for pair in re.findall(r'"(\w+)"\s*:\s*"([^"]*)"', content) if pair[0] not in ("name", "password"))
    values["cookies"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return filled(known["headers"], values)


def people(folder, url):
    entry = lambda name: {"name": name, "fixedHeaders": [{"name": key, "value": value} for key, value in person(folder, url, name).items()]}
    print(yaml.safe_dump({"auth": [entry("ann-tool"), entry("bob-tool")]}))


def arguments(folder, url):
    """`{folder}` is the server's; `{ann}` and `{bob}` are the headers Authorization of people, without the scheme."""
    wanted = yaml.safe_load((folder / "holes.yaml").read_text()).get("audit", [])
    values = {"folder": str(folder)}
    for name in ("ann", "bob"):
        if any(f"{{{name}}}" in argument for argument in wanted):
            values[name] = person(folder, url, name)["Authorization"].split(" ", 1)[1]
    print("\n".join(argument.format_map(values) for argument in wanted))


match sys.argv[1:]:
    case ["person", folder, url]:
        print("\n".join(f"{name}: {value}" for name, value in person(Path(folder), url, "tool").items()))
    case ["people", folder, url]:
        people(Path(folder), url)
    case ["arguments", folder, url]:
        arguments(Path(folder), url)
    case ["document", folder]:
        print(yaml.safe_load((Path(folder) / "holes.yaml").read_text())["document"])
    case ["row", folder, tool, report, seconds]:
        row(Path(folder), tool, Path(report), seconds)
    case _:
        sys.exit(__doc__)
