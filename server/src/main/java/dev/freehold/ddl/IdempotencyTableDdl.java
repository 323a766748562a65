package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.CHECK;
import static dev.freehold.ddl.DatabaseObject.Kind.COLUMN;
import static dev.freehold.ddl.DatabaseObject.Kind.FOREIGN_KEY;
import static dev.freehold.ddl.DatabaseObject.Kind.INDEX;
import static dev.freehold.ddl.DatabaseObject.Kind.PRIMARY_KEY;
import static dev.freehold.ddl.DatabaseObject.Kind.TABLE;

import dev.freehold.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;

/// The table `_idempotency_keys`, which is the same for every spec: the stored responses of writes,
/// for repeated requests with the same key. Its name begins with `_`, as no resource's name does.
///
/// The response is null until the write has ended. No other transaction sees that state: key, write
/// and response are one transaction. It stays null if the response is not stored. Each key belongs to
/// a user, and forced row-level security applies as for resource rows. The one statement that
/// deletes the expired keys of all users says so with a setting of its own.
final class IdempotencyTableDdl {
  private static final String NAME = "_idempotency_keys";
  private static final String SUBJECT = TablePlan.SCHEMA + "." + NAME;
  private static final String QUOTED = "\"" + TablePlan.SCHEMA + "\".\"" + NAME + "\"";

  private final List<DatabaseObject> parts = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private IdempotencyTableDdl() {}

  static List<DatabaseObject> of(DatabaseRoleNames roles) {
    return new IdempotencyTableDdl().elements(roles);
  }

  private List<DatabaseObject> elements(DatabaseRoleNames roles) {
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

    List<DatabaseObject> all = new ArrayList<>();
    all.add(
        DatabaseObject.of(
            TABLE,
            SUBJECT,
            "answers to repeat",
            "create table " + QUOTED + " (\n  " + String.join(",\n  ", lines) + "\n)"));
    all.addAll(parts);
    all.add(expiry());
    all.addAll(PolicyDdl.ofOwner(NAME, "user_id", roles));
    all.addAll(expired(roles));
    if (!roles.isSingle()) {
      String privileges =
          "select, insert, update (%srequest_hash%s, %sstatus%s, %sheaders%s, %sbody%s), delete";
      all.add(
          GrantDdl.grant(
              NAME, roles, privileges.replace("%s", ""), privileges.replace("%s", "\"")));
    }
    return all;
  }

  /// The policies of the statement that deletes expired keys. To delete a row by its columns is to
  /// read it, too.
  private static List<DatabaseObject> expired(DatabaseRoleNames roles) {
    String condition =
        "created_at < now() - interval '24 hours' and (select current_setting('freehold.sweep',"
            + " true) = 'on')";
    return List.of(
        PolicyDdl.policy(NAME, "expired_read", "select", "expired rows", condition, roles),
        PolicyDdl.policy(NAME, "expired_delete", "delete", "expired rows", condition, roles));
  }

  /// In the order in which expired keys are deleted.
  private static DatabaseObject expiry() {
    String index = NAME + "_created_at_idx";
    return DatabaseObject.replaceable(
            INDEX,
            SUBJECT + "." + index,
            "(created_at)",
            List.of("drop index if exists \"" + TablePlan.SCHEMA + "\".\"" + index + "\""),
            List.of("create index \"" + index + "\" on " + QUOTED + " (\"created_at\")"))
        .withName(index);
  }

  private void column(String name, String type) {
    String line = "\"" + name + "\" " + type;
    add(COLUMN, SUBJECT + "." + name, type, "add column " + line, line, "");
  }

  private void constraint(
      DatabaseObject.Kind kind, String subject, String definition, String suffix, String clause) {
    String line = "constraint \"" + NAME + "_" + suffix + "\" " + clause;
    add(kind, subject, definition, "add " + line, line, NAME + "_" + suffix);
  }

  private void add(
      DatabaseObject.Kind kind,
      String subject,
      String definition,
      String change,
      String line,
      String name) {
    lines.add(line);
    parts.add(
        DatabaseObject.inTable(
                TABLE.word() + " " + SUBJECT,
                kind,
                subject,
                definition,
                "alter table " + QUOTED + " " + change)
            .withName(name));
  }
}
