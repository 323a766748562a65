package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.GRANT;
import static dev.freehold.ddl.DatabaseObject.Kind.SCHEMA;
import static dev.freehold.ddl.DatabaseObject.Kind.STATEMENT;

import dev.freehold.ddl.TableDdl.ForeignKeyDdl;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All database objects of a plan, in an order in which they can be created.
///
/// @param tables of the resources and of the profiles of accounts, with the meaning of their columns
public record SchemaModel(List<DatabaseObject> elements, List<TablePlan> tables) {
  public SchemaModel {
    elements = List.copyOf(elements);
    tables = List.copyOf(tables);
  }

  public static SchemaModel of(ApiPlan plan, DatabaseRoleNames roles) {
    List<DatabaseObject> all = new ArrayList<>();
    all.addAll(auth(roles));
    all.add(
        DatabaseObject.of(
            SCHEMA, TablePlan.SCHEMA, "resources", "create schema \"" + TablePlan.SCHEMA + "\""));
    if (!roles.isSingle()) {
      String schema = "schema \"" + TablePlan.SCHEMA + "\" ";
      String role = SqlQuoting.identifier(roles.api());
      all.add(
          DatabaseObject.replaceable(
              GRANT,
              TablePlan.SCHEMA,
              roles.api() + ": usage",
              List.of(
                  "revoke all on "
                      + schema
                      + "from public, "
                      + role
                      + ", "
                      + SqlQuoting.identifier(roles.auth())),
              List.of("grant usage on " + schema + "to " + role)));
    }
    List<ResourcePlan> resources = plan.resourcesAndPeople();
    List<TablePlan> tables = resources.stream().map(ResourcePlan::table).toList();
    for (ResourcePlan resource : resources) {
      all.addAll(TableDdl.of(resource, roles));
      all.add(PolicyDdl.rowSecurity(resource, roles));
      if (!readsOtherTables(resource)) {
        all.addAll(PolicyDdl.of(plan, resource, roles));
      }
      all.addAll(GrantDdl.of(resource, roles));
      all.addAll(RowViewDdl.of(plan, resource, roles));
    }
    tables.forEach(t -> all.addAll(ForeignKeyDdl.of(t)));
    all.addAll(TeamDdl.of(plan, roles));
    resources.stream()
        .filter(SchemaModel::readsOtherTables)
        .forEach(r -> all.addAll(PolicyDdl.of(plan, r, roles)));
    tables.forEach(t -> all.addAll(LinkDdl.of(t, roles)));
    all.add(RowVersionTriggerDdl.function());
    tables.forEach(t -> all.addAll(RowVersionTriggerDdl.of(t)));
    all.addAll(MoveTriggerDdl.of(plan, resources));
    tables.forEach(t -> all.addAll(CopyTriggerDdl.of(t)));
    tables.forEach(t -> all.addAll(StampTriggerDdl.of(t)));
    all.addAll(PersonRoleTriggerDdl.of(tables));
    all.addAll(RelatedRowLockDdl.of(plan));
    all.addAll(AccessRecheckDdl.of(plan));
    resources.forEach(r -> all.addAll(FieldWriteTriggerDdl.of(plan, r)));
    all.addAll(IdempotencyTableDdl.of(roles));
    return new SchemaModel(all, tables);
  }

  /// Whether a policy of the resource reads another table or a view, which must exist.
  private static boolean readsOtherTables(ResourcePlan resource) {
    return !resource.access().targets().isEmpty()
        || resource.access().isForTeams()
        || resource.isOfTeam();
  }

  /// All statements as one script, for an empty database with existing roles.
  public String script() {
    return elements.stream()
        .filter(e -> e.parent().isEmpty())
        .flatMap(e -> e.createSql().stream())
        .map(sql -> sql.strip() + ";\n")
        .collect(Collectors.joining("\n"));
  }

  /// Definitions by key, as the ledger stores them.
  public Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    elements.forEach(e -> definitions.put(e.key(), e.definition()));
    return definitions;
  }

  /// SHA-256 of the keys and definitions, in hexadecimal. Two models are equal if their
  /// fingerprints are.
  public String fingerprint() {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      for (DatabaseObject element : elements) {
        sum.update(
            (element.key() + "\0" + element.definition() + "\0").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<DatabaseObject> auth(DatabaseRoleNames roles) {
    List<DatabaseObject> all = new ArrayList<>();
    for (String statement : AuthSchemaDdl.statements()) {
      String text = statement.replaceAll("\\s+", " ").strip();
      String head = text.contains("(") ? text.substring(0, text.indexOf('(')) : text;
      all.add(DatabaseObject.of(STATEMENT, head.strip(), text, statement));
    }
    if (!roles.isSingle()) {
      List<String> grants = AuthSchemaDdl.grants(roles.auth());
      String from =
          " from public, "
              + SqlQuoting.identifier(roles.auth())
              + ", "
              + SqlQuoting.identifier(roles.api());
      all.add(
          DatabaseObject.replaceable(
              GRANT,
              "auth",
              String.join("; ", grants),
              List.of(
                  "revoke all on all tables in schema \"auth\"" + from,
                  "revoke all on schema \"auth\"" + from),
              grants));
    }
    return all;
  }
}
