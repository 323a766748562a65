package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.GRANT;
import static dev.freehold.ddl.Element.Kind.SCHEMA;
import static dev.freehold.ddl.Element.Kind.STATEMENT;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.type.sql.SqlText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All that a plan asks of a database, in the order in which it can be made.
///
/// @param tables those of the resources, for who must know what their columns mean
public record SchemaModel(List<Element> elements, List<Table> tables) {
  public SchemaModel {
    elements = List.copyOf(elements);
    tables = List.copyOf(tables);
  }

  public static SchemaModel of(ApiPlan plan, RoleNames roles) {
    List<Element> all = new ArrayList<>();
    all.addAll(auth(roles));
    all.add(
        Element.of(SCHEMA, Table.SCHEMA, "resources", "create schema \"" + Table.SCHEMA + "\""));
    if (!roles.isSingle()) {
      String schema = "schema \"" + Table.SCHEMA + "\" ";
      String role = SqlText.identifier(roles.api());
      all.add(
          Element.replaceable(
              GRANT,
              Table.SCHEMA,
              roles.api() + ": usage",
              List.of(
                  "revoke all on "
                      + schema
                      + "from public, "
                      + role
                      + ", "
                      + SqlText.identifier(roles.auth())),
              List.of("grant usage on " + schema + "to " + role)));
    }
    for (ResourcePlan resource : plan.resources()) {
      all.addAll(TableDdl.of(resource));
      all.addAll(AccessDdl.of(resource, roles));
    }
    plan.resources().forEach(r -> all.addAll(ReferenceDdl.of(r.table())));
    all.addAll(OperationTables.of(roles));
    return new SchemaModel(all, plan.resources().stream().map(ResourcePlan::table).toList());
  }

  /// Everything as one script, for an empty database whose roles are there.
  public String script() {
    return elements.stream()
        .filter(e -> e.parent().isEmpty())
        .flatMap(e -> e.sql().stream())
        .map(sql -> sql.strip() + ";\n")
        .collect(Collectors.joining("\n"));
  }

  /// Key to definition, as a ledger keeps it.
  public Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    elements.forEach(e -> definitions.put(e.key(), e.definition()));
    return definitions;
  }

  /// SHA-256 over keys and definitions, in hexadecimal: equal exactly where a comparison would find nothing.
  public String fingerprint() {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      for (Element element : elements) {
        sum.update(
            (element.key() + "\0" + element.definition() + "\0").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<Element> auth(RoleNames roles) {
    List<Element> all = new ArrayList<>();
    for (String statement : AuthTables.statements()) {
      String text = statement.replaceAll("\\s+", " ").strip();
      String head = text.contains("(") ? text.substring(0, text.indexOf('(')) : text;
      all.add(Element.of(STATEMENT, head.strip(), text, statement));
    }
    if (!roles.isSingle()) {
      List<String> grants = AuthTables.grants(roles.auth());
      String from =
          " from public, "
              + SqlText.identifier(roles.auth())
              + ", "
              + SqlText.identifier(roles.api());
      all.add(
          Element.replaceable(
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
