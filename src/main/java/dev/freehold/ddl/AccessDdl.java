package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.GRANT;
import static dev.freehold.ddl.Element.Kind.POLICY;
import static dev.freehold.ddl.Element.Kind.ROW_SECURITY;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Who may touch which rows and columns of one table.
///
/// Row-level security is forced, so it binds the owner of the table too, and the one policy is for the role that
/// serves: everybody else, the owner included, sees no row.
final class AccessDdl {
  /// The setting that each statement gives itself. `nullif`: a setting that was once set in a session reads as `''`
  /// after its transaction, and `''::uuid` would be an error where "no rows" is meant. In a subselect it is evaluated
  /// once for a statement and not once for a row.
  private static final String CURRENT_USER =
      "(select nullif(current_setting('freehold.user_id', true), '')::uuid)";

  private final ResourcePlan resource;
  private final RoleNames roles;
  private final String subject;
  private final String name;

  private AccessDdl(ResourcePlan resource, RoleNames roles) {
    this.resource = resource;
    this.roles = roles;
    this.subject = Table.SCHEMA + "." + resource.table().name();
    this.name = SqlText.qualified(Table.SCHEMA, resource.table().name());
  }

  static List<Element> of(ResourcePlan resource, RoleNames roles) {
    AccessDdl access = new AccessDdl(resource, roles);
    List<Element> all = new ArrayList<>();
    all.add(access.rowSecurity());
    all.add(access.policy());
    if (!roles.isSingle()) {
      all.add(access.grant());
    }
    return all;
  }

  private Element rowSecurity() {
    return Element.renewable(
        ROW_SECURITY,
        subject,
        "enabled, forced",
        List.of(),
        List.of("alter table " + name + " enable row level security, force row level security"));
  }

  private Element policy() {
    String owned =
        SqlText.identifier(resource.table().column(Column.Role.OWNER).name())
            + " = "
            + CURRENT_USER;
    String create =
        "create policy \"owner\" on %s for all to %s\n  using (%s)\n  with check (%s)"
            .formatted(name, SqlText.identifier(roles.api()), owned, owned);
    return Element.renewable(
        POLICY,
        subject + ".owner",
        "own rows, for " + roles.api(),
        List.of("drop policy if exists \"owner\" on " + name),
        List.of(create));
  }

  /// `select` is for the whole table: an update reads the columns it leaves as they are.
  private Element grant() {
    String role = SqlText.identifier(roles.api());
    Set<String> insert = new LinkedHashSet<>();
    if (resource.table().column(Column.Role.ID).type().scalar() == dev.freehold.type.Scalar.UUID) {
      insert.add(resource.table().column(Column.Role.ID).name());
    }
    insert.add(resource.table().column(Column.Role.OWNER).name());
    resource.create().forEach(f -> insert.add(f.column().name()));
    List<String> update =
        Stream.concat(
                resource.update().stream().map(f -> f.column().name()),
                Stream.of(Column.Role.UPDATED_AT, Column.Role.VERSION)
                    .map(r -> resource.table().column(r).name()))
            .toList();
    return Element.renewable(
        GRANT,
        subject,
        "%s: select, delete, insert (%s), update (%s)"
            .formatted(roles.api(), String.join(", ", insert), String.join(", ", update)),
        List.of("revoke all on " + name + " from " + role),
        List.of(
            "grant select, delete, insert (%s), update (%s) on %s to %s"
                .formatted(SqlText.identifiers(insert), SqlText.identifiers(update), name, role)));
  }
}
