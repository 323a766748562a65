package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.GRANT;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Teams;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// The grants on one resource's table: which columns the serving role may read and write.
final class GrantDdl {
  private final ResourcePlan resource;

  private GrantDdl(ResourcePlan resource) {
    this.resource = resource;
  }

  static List<DatabaseObject> of(ResourcePlan resource, DatabaseRoleNames roles) {
    if (roles.isSingle()) {
      return List.of();
    }
    GrantDdl grants = new GrantDdl(resource);
    return List.of(
        grant(
            resource.table().name(),
            roles,
            grants.privileges(c -> String.join(", ", c)),
            grants.privileges(SqlQuoting::identifiers)));
  }

  /// The grant on a table for the role that serves resources, and for no other role.
  ///
  /// @param shown the privileges as they are displayed
  static DatabaseObject grant(
      String table, DatabaseRoleNames roles, String shown, String privileges) {
    String name = SqlQuoting.qualified(TablePlan.SCHEMA, table);
    String role = SqlQuoting.identifier(roles.api());
    return DatabaseObject.replaceable(
        GRANT,
        TablePlan.SCHEMA + "." + table,
        roles.api() + ": " + shown,
        List.of(
            "revoke all on "
                + name
                + " from public, "
                + role
                + ", "
                + SqlQuoting.identifier(roles.auth())),
        List.of("grant " + privileges + " on " + name + " to " + role));
  }

  /// `select` covers the whole table, because an update reads the columns that it keeps.
  private String privileges(Function<Collection<String>, String> list) {
    List<String> all = new ArrayList<>(List.of("select"));
    if (isGranted(CrudOperation.DELETE)) {
      all.add("delete");
    }
    if (resource.name().equals(Teams.TEAM_MEMBERS)) {
      all.add("insert (" + list.apply(TeamDdl.JOINING) + ")");
    } else if (isGranted(CrudOperation.CREATE)) {
      all.add("insert (" + list.apply(insert()) + ")");
    }
    if (isGranted(CrudOperation.UPDATE)) {
      all.add("update (" + list.apply(update()) + ")");
    }
    return String.join(", ", all);
  }

  private boolean isGranted(CrudOperation operation) {
    return !resource.access().of(operation).isEmpty();
  }

  private Set<String> insert() {
    ColumnPlan id = resource.table().column(ColumnPlan.Role.ID);
    Set<String> insert = new LinkedHashSet<>();
    if (id.type().scalar() == ScalarType.UUID) {
      insert.add(id.name());
    }
    resource.table().owner().ifPresent(owner -> insert.add(owner.name()));
    resource.table().team().ifPresent(team -> insert.add(team.name()));
    resource.createFields().forEach(f -> insert.add(f.column().name()));
    return insert;
  }

  private List<String> update() {
    return Stream.concat(
            resource.updateFields().stream().map(f -> f.column().name()),
            Stream.of(ColumnPlan.Role.UPDATED_AT, ColumnPlan.Role.VERSION)
                .map(r -> resource.table().column(r).name()))
        .toList();
  }
}
