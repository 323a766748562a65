package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.COLUMN;
import static dev.freehold.ddl.DatabaseObject.Kind.FOREIGN_KEY;
import static dev.freehold.ddl.DatabaseObject.Kind.INDEX;
import static dev.freehold.ddl.DatabaseObject.Kind.PRIMARY_KEY;
import static dev.freehold.ddl.DatabaseObject.Kind.TABLE;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.plan.PostgresIdentifier;
import dev.freehold.plan.TablePlan;
import dev.freehold.plan.TablePlan.Link;
import dev.freehold.type.FieldType;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The links of a list of references: a table with a row for each id, which has the foreign keys that
/// an array cannot have, and the triggers that keep list and links equal.
///
/// A statement writes the list, and triggers write the links: a new row of the statement is visible
/// only after it. An id that does not exist violates the foreign key there. If the row of an id is
/// deleted, its links go with it, and a trigger removes the id from the lists.
///
/// The role that serves requests cannot write links, and with `leave` deletes those of the caller. The
/// functions run as the owner of the tables, see [OwnerFunctionDdl].
public final class LinkDdl {
  private static final String DEFINITION = "links of ";
  private static final String ADDING = "_links_new_";
  private static final String SETTING_LIST = "_links_";
  private static final String UNLINKING = "_unlinks";

  private final TablePlan table;
  private final Link link;
  private final DatabaseRoleNames roles;
  private final String subject;
  private final String rows;
  private final String links;
  private final String list;
  private final List<DatabaseObject> parts = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private LinkDdl(TablePlan table, Link link, DatabaseRoleNames roles) {
    this.table = table;
    this.link = link;
    this.roles = roles;
    this.subject = TablePlan.SCHEMA + "." + link.name();
    this.rows = SqlQuoting.qualified(TablePlan.SCHEMA, table.name());
    this.links = SqlQuoting.qualified(TablePlan.SCHEMA, link.name());
    this.list = SqlQuoting.identifier(link.column().name());
  }

  /// The objects of all lists of a table. The tables that the lists name must exist.
  static List<DatabaseObject> of(TablePlan table, DatabaseRoleNames roles) {
    if (table.links().isEmpty()) {
      return List.of();
    }
    Stream<DatabaseObject> lists =
        table.links().stream().flatMap(link -> new LinkDdl(table, link, roles).elements().stream());
    return Stream.concat(lists, unlinked(table)).toList();
  }

  /// The definition of the table of links.
  ///
  /// @param column the list
  private static String definition(String table, String column) {
    return DEFINITION + table + "." + column;
  }

  /// Whether a table holds links of any list of a table.
  ///
  /// @param definition of the one with the links
  public static boolean isOf(String definition, String table) {
    return definition.startsWith(DEFINITION + table + ".");
  }

  /// The list of a table with links; empty for another table.
  ///
  /// @param definition of the one with the links
  public static List<DatabaseObjectKey> list(String definition) {
    return definition.startsWith(DEFINITION)
        ? List.of(
            DatabaseObjectKey.of(
                COLUMN.word()
                    + " "
                    + TablePlan.SCHEMA
                    + "."
                    + definition.substring(DEFINITION.length())))
        : List.of();
  }

  /// The triggers of a list.
  public static List<DatabaseObjectKey> triggers(DatabaseObjectKey column) {
    return Stream.of(ADDING, SETTING_LIST)
        .map(name -> new DatabaseObjectKey(TRIGGER, column.table(), name + column.tablePart()))
        .toList();
  }

  private List<DatabaseObject> elements() {
    column(Link.ROW, link.idType());
    column(Link.ITEM, FieldType.of(link.column().type().scalar()));
    String key = "primary key (" + SqlQuoting.identifiers(List.of(Link.ROW, Link.ITEM)) + ")";
    part(PRIMARY_KEY, "", "(row_id, item_id)", constraint(link.primaryKey(), key));
    List<DatabaseObject> all = new ArrayList<>();
    all.add(
        DatabaseObject.of(
            TABLE,
            subject,
            definition(table.name(), link.column().name()),
            "create table " + links + " (\n  " + String.join(",\n  ", lines) + "\n)"));
    all.addAll(parts);
    all.add(index());
    all.add(foreignKey(Link.ROW, link.rowKey(), TablePlan.SCHEMA, table.name()));
    all.add(foreignKey(Link.ITEM, link.itemKey(), link.itemSchema(), link.itemTable()));
    all.add(PolicyDdl.rowSecurity(link.name(), roles));
    all.add(
        ownerPolicy(
            link.name(), "links", "all", "using (%1$s)\n  with check (%1$s)".formatted(linking())));
    all.add(
        link.ofPeople()
            ? readPolicy("links to the caller", PolicyDdl.PolicyCondition.owned(Link.ITEM))
            : readPolicy("links of readable rows", ofReadableRow()));
    if (link.mayBeLeft()) {
      all.add(leaving());
    }
    if (!roles.isSingle()) {
      String privileges = link.mayBeLeft() ? "select, delete" : "select";
      all.add(GrantDdl.grant(link.name(), roles, privileges, privileges));
    }
    all.addAll(writing());
    all.addAll(unlinking());
    return all;
  }

  private DatabaseObject readPolicy(String words, String condition) {
    return PolicyDdl.policy(link.name(), "read", "select", words, condition, roles);
  }

  /// An account deletes its own link, and so leaves the list of a row that it may read.
  private DatabaseObject leaving() {
    return PolicyDdl.policy(
        link.name(),
        "leave",
        "delete",
        "links to the caller, of readable rows",
        PolicyDdl.PolicyCondition.owned(Link.ITEM) + " and " + ofReadableRow(),
        roles);
  }

  /// PostgreSQL applies the read policies of the rows. They read no links of rows, so that no policy
  /// is recursive.
  private String ofReadableRow() {
    return "exists (select from %s as r where r.\"id\" = %s.%s)"
        .formatted(rows, SqlQuoting.identifier(link.name()), SqlQuoting.identifier(Link.ROW));
  }

  private void column(String name, FieldType type) {
    String definition = PostgresType.of(type) + " not null";
    part(COLUMN, "." + name, definition, SqlQuoting.identifier(name) + " " + definition);
  }

  private static String constraint(String name, String clause) {
    return "constraint " + SqlQuoting.identifier(name) + " " + clause;
  }

  private void part(DatabaseObject.Kind kind, String what, String definition, String line) {
    lines.add(line);
    DatabaseObject part =
        DatabaseObject.inTable(
            TABLE.word() + " " + subject,
            kind,
            subject + what,
            definition,
            "alter table " + links + " add " + line);
    parts.add(kind == PRIMARY_KEY ? part.withName(link.primaryKey()) : part);
  }

  /// The way from an id to the rows that have it.
  private DatabaseObject index() {
    String keys = SqlQuoting.identifiers(List.of(Link.ITEM, Link.ROW));
    return DatabaseObject.replaceable(
            INDEX,
            subject + "." + link.index(),
            "(item_id, row_id)",
            List.of("drop index if exists " + SqlQuoting.qualified(TablePlan.SCHEMA, link.index())),
            List.of(
                "create index %s on %s (%s)"
                    .formatted(SqlQuoting.identifier(link.index()), links, keys)))
        .withName(link.index());
  }

  private DatabaseObject foreignKey(String column, String name, String schema, String target) {
    String alter = "alter table " + links;
    String quoted = SqlQuoting.identifier(name);
    return DatabaseObject.replaceable(
            FOREIGN_KEY,
            subject + "." + column,
            "(%s) to %s (id), delete cascades"
                .formatted(
                    column, schema.equals(TablePlan.SCHEMA) ? target : schema + "." + target),
            List.of(alter + " drop constraint if exists " + quoted),
            List.of(
                "%s add constraint %s foreign key (%s)\n  references %s (\"id\") on delete cascade"
                    .formatted(
                        alter,
                        quoted,
                        SqlQuoting.identifier(column),
                        SqlQuoting.qualified(schema, target))))
        .withName(name);
  }

  /// The triggers of the rows with the list, and their function.
  private List<DatabaseObject> writing() {
    String name = function("write");
    return List.of(
        OwnerFunctionDdl.LINKS.function(
            name,
            "writes the links of " + table.name() + "." + link.column().name(),
            """
              if tg_op = 'UPDATE' then
                delete from %1$s as l where l."row_id" = old."id" and l."item_id" <> all (new.%2$s);
                insert into %1$s ("row_id", "item_id")
                  select new."id", i from unnest(new.%2$s) as i where i <> all (old.%2$s);
              else
                insert into %1$s ("row_id", "item_id") select new."id", i from unnest(new.%2$s) as i;
              end if;
            """
                .formatted(links, list),
            "null"),
        trigger(
            table.name(),
            ADDING + link.column().name(),
            "after insert on %s\n  for each row when (new.%s <> '{}')".formatted(rows, list),
            name),
        trigger(
            table.name(),
            SETTING_LIST + link.column().name(),
            "after update on %s\n  for each row when (old.%s is distinct from new.%s)"
                .formatted(rows, list, list),
            name));
  }

  /// The trigger of the links, and its function: an id whose row is deleted leaves the list. A link
  /// that the list no longer has, or whose row is deleted too, changes nothing.
  private List<DatabaseObject> unlinking() {
    String name = function("unlink");
    return List.of(
        OwnerFunctionDdl.LINKS.function(
            name,
            "removes ids from " + table.name() + "." + link.column().name(),
            """
              update %1$s as r set %2$s = array_remove(r.%2$s, old."item_id")
                where r."id" = old."row_id" and old."item_id" = any (r.%2$s);
            """
                .formatted(rows, list),
            "null"),
        trigger(
            link.name(), UNLINKING, "after delete on %s\n  for each row".formatted(links), name));
  }

  private String function(String verb) {
    return PostgresIdentifier.truncate("_" + verb + link.name());
  }

  private static DatabaseObject trigger(
      String table, String trigger, String event, String function) {
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + table + "." + trigger,
        "by " + function,
        List.of(AlterTriggerDdl.drop(table, trigger)),
        List.of(
            "create trigger %s %s\n  execute function %s()"
                .formatted(
                    SqlQuoting.identifier(trigger),
                    event,
                    SqlQuoting.qualified(TablePlan.SCHEMA, function))));
  }

  /// While a function of links runs.
  private static String linking() {
    return OwnerFunctionDdl.LINKS.running();
  }

  /// The policies of the rows from whose lists a trigger removes ids.
  private static Stream<DatabaseObject> unlinked(TablePlan table) {
    return Stream.of(
        ownerPolicy(table.name(), "unlink_read", "select", "using (" + linking() + ")"),
        ownerPolicy(
            table.name(),
            "unlink",
            "update",
            "using (%1$s)\n  with check (%1$s)".formatted(linking())));
  }

  private static DatabaseObject ownerPolicy(
      String of, String policy, String command, String conditions) {
    return OwnerFunctionDdl.policy(of, policy, command, "triggers of links", conditions);
  }
}
