package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.CHECK;
import static dev.freehold.ddl.Element.Kind.COLUMN;
import static dev.freehold.ddl.Element.Kind.FOREIGN_KEY;
import static dev.freehold.ddl.Element.Kind.INDEX;
import static dev.freehold.ddl.Element.Kind.PRIMARY_KEY;
import static dev.freehold.ddl.Element.Kind.TABLE;

import dev.freehold.plan.Table;
import dev.freehold.spec.Access;
import java.util.ArrayList;
import java.util.List;

/// Tables beside the resources', the same for every spec, that their operations need. Their names begin with `_`, which
/// no resource's does.
///
/// `_idempotency_keys`: what a write answered, for whoever repeats it with the same key. The answer is null until there is
/// one, which nobody else sees: key, write and answer are one transaction. A key is its user's, and forced row-level security
/// holds it as it holds rows.
final class OperationTables {
  private static final String NAME = "_idempotency_keys";
  private static final String SUBJECT = Table.SCHEMA + "." + NAME;
  private static final String QUOTED = "\"" + Table.SCHEMA + "\".\"" + NAME + "\"";

  private final List<Element> within = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private OperationTables() {}

  static List<Element> of(RoleNames roles) {
    return new OperationTables().elements(roles);
  }

  private List<Element> elements(RoleNames roles) {
    column("user_id", "uuid not null");
    column("key", "text not null");
    column("request_hash", "bytea not null");
    column("status", "integer");
    column("headers", "text");
    column("body", "bytea");
    column("created_at", "timestamp with time zone not null default now()");
    constraint(
        PRIMARY_KEY, SUBJECT, "(user_id, key)", "pkey", "primary key (\"user_id\", \"key\")");
    constraint(
        FOREIGN_KEY,
        SUBJECT + ".user_id",
        "auth.users, delete cascades",
        "user_id_fkey",
        "foreign key (\"user_id\") references \"auth\".\"users\" (\"id\") on delete cascade");
    constraint(
        CHECK,
        SUBJECT + ".key length",
        "1 to 255 bytes",
        "key_check",
        "check (octet_length(\"key\") between 1 and 255)");

    List<Element> all = new ArrayList<>();
    all.add(
        Element.of(
            TABLE,
            SUBJECT,
            "answers to repeat",
            "create table " + QUOTED + " (\n  " + String.join(",\n  ", lines) + "\n)"));
    all.addAll(within);
    all.add(expiry());
    all.addAll(new PolicyDdl(NAME, "user_id", roles).of(Access.OWNER_ONLY));
    if (!roles.isSingle()) {
      String privileges = "select, insert, update (%sstatus%s, %sheaders%s, %sbody%s), delete";
      all.add(
          AccessDdl.grant(
              NAME, roles, privileges.replace("%s", ""), privileges.replace("%s", "\"")));
    }
    return all;
  }

  /// Within a user: nobody, not even who deletes what has expired, sees those of several.
  private static Element expiry() {
    String index = NAME + "_created_at_idx";
    return Element.replaceable(
            INDEX,
            SUBJECT + "." + index,
            "(user_id, created_at)",
            List.of("drop index if exists \"" + Table.SCHEMA + "\".\"" + index + "\""),
            List.of(
                "create index \"" + index + "\" on " + QUOTED + " (\"user_id\", \"created_at\")"))
        .named(index);
  }

  private void column(String name, String type) {
    String line = "\"" + name + "\" " + type;
    add(COLUMN, SUBJECT + "." + name, type, "add column " + line, line, "");
  }

  private void constraint(
      Element.Kind kind, String subject, String definition, String suffix, String clause) {
    String line = "constraint \"" + NAME + "_" + suffix + "\" " + clause;
    add(kind, subject, definition, "add " + line, line, NAME + "_" + suffix);
  }

  private void add(
      Element.Kind kind,
      String subject,
      String definition,
      String change,
      String line,
      String name) {
    lines.add(line);
    within.add(
        Element.within(
                TABLE.word() + " " + SUBJECT,
                kind,
                subject,
                definition,
                "alter table " + QUOTED + " " + change)
            .named(name));
  }
}
