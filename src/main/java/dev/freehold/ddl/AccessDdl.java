package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.GRANT;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.spec.Access.Operation;
import dev.freehold.type.Scalar;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Who may touch which rows and columns of one resource's table.
final class AccessDdl {
  private final ResourcePlan resource;

  private AccessDdl(ResourcePlan resource) {
    this.resource = resource;
  }

  static List<Element> of(ResourcePlan resource, RoleNames roles) {
    AccessDdl access = new AccessDdl(resource);
    String owner = resource.table().column(Column.Role.OWNER).name();
    List<Element> all =
        new ArrayList<>(new PolicyDdl(resource.table().name(), owner, roles).of(resource.access()));
    if (!roles.isSingle()) {
      all.add(
          grant(
              resource.table().name(),
              roles,
              access.privileges(c -> String.join(", ", c)),
              access.privileges(SqlText::identifiers)));
    }
    return all;
  }

  /// What the role that serves may do with a table, and nobody else.
  ///
  /// @param shown the privileges in words
  static Element grant(String table, RoleNames roles, String shown, String privileges) {
    String name = SqlText.qualified(Table.SCHEMA, table);
    String role = SqlText.identifier(roles.api());
    return Element.replaceable(
        GRANT,
        Table.SCHEMA + "." + table,
        roles.api() + ": " + shown,
        List.of(
            "revoke all on "
                + name
                + " from public, "
                + role
                + ", "
                + SqlText.identifier(roles.auth())),
        List.of("grant " + privileges + " on " + name + " to " + role));
  }

  /// `select` is for the whole table: an update reads the columns it leaves as they are.
  private String privileges(Function<Collection<String>, String> list) {
    List<String> all = new ArrayList<>(List.of("select"));
    if (anybody(Operation.DELETE)) {
      all.add("delete");
    }
    if (anybody(Operation.CREATE)) {
      all.add("insert (" + list.apply(insert()) + ")");
    }
    if (anybody(Operation.UPDATE)) {
      all.add("update (" + list.apply(update()) + ")");
    }
    return String.join(", ", all);
  }

  private boolean anybody(Operation operation) {
    return !resource.access().of(operation).isEmpty();
  }

  private Set<String> insert() {
    Column id = resource.table().column(Column.Role.ID);
    Set<String> insert = new LinkedHashSet<>();
    if (id.type().scalar() == Scalar.UUID) {
      insert.add(id.name());
    }
    insert.add(resource.table().column(Column.Role.OWNER).name());
    resource.create().forEach(f -> insert.add(f.column().name()));
    return insert;
  }

  private List<String> update() {
    return Stream.concat(
            resource.update().stream().map(f -> f.column().name()),
            Stream.of(Column.Role.UPDATED_AT, Column.Role.VERSION)
                .map(r -> resource.table().column(r).name()))
        .toList();
  }
}
