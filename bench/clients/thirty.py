"""Prints a spec of as many resources as its argument says, always the same, in which each type, filter and relation of the
language occurs often. thirty.yaml is that of 30.

The first resource is `tasks`, because the twelve calls of each client use its `title`.
"""

import sys

NAMES = """tasks clients projects contacts invoices payments products suppliers orders shipments warehouses carriers
employees teams_notes contracts tickets comments labels campaigns leads meetings notes documents assets devices
sensors readings budgets expenses reports""".split()

FIELDS = [
    "title: { type: string, required: true, minLength: 1, maxLength: 200, trim: true }",
    "details: { type: text, maxLength: 20000, stripHtml: true }",
    "due_on: { type: date, required: true }",
    "amount: { type: decimal, required: true, minimum: 0 }",
    "kind: { type: enum, values: [name, order, type], default: name }",
    "state: { type: enum, values: [open, done], required: true }",
    "seen_at: datetime",
    "opens_at: time",
    "size: { type: integer, default: 0, minimum: 0 }",
    "views: bigint",
    "ratio: number",
    "active: { type: boolean, default: true }",
    "mail: email",
    "link: url",
    "token: uuid",
    "extra: json",
    'tags: { type: "string[]", maxLength: 40 }',
    'days: { type: "date[]" }',
]

COUNT = int(sys.argv[1])
# After the thirtieth: tasks_2, clients_2, …
names = [NAMES[n % 30] if n < 30 else f"{NAMES[n % 30]}_{n // 30 + 1}" for n in range(COUNT)]

print(f"# Made by thirty.py {COUNT}.")
print("freehold: 1\nname: Thirty\nversion: 1.0.0\nauth: { roles: [manager, auditor] }\nresources:")
for n, name in enumerate(names):
    # `tasks` has the first twelve fields, the others the required ones and six that change from one to the next.
    extra = FIELDS[6:12] if n == 0 else [FIELDS[6 + (n * 5 + k) % 12] for k in range(6)]
    print(f"  {name}:\n    description: Number {n + 1}.")
    if n % 3 == 0:
        print("    id: integer")
    if n % 4 == 1:
        print("    access: { read: owner or role:manager or role:auditor, create: owner, update: owner, delete: owner }")
    print("    fields:")
    for field in FIELDS[:6] + extra:
        print(f"      {field}")
    if n:
        print(f"      parent: {{ type: ref, to: {names[n // 2]}, onDelete: cascade }}")
    print("    filters: { view: { default: all, all: {}, open: { state: open } } }")
    print("    search: [title, details]")
    print("    sort: -created_at")
