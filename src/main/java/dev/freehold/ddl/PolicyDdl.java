package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.POLICY;
import static dev.freehold.ddl.Element.Kind.ROW_SECURITY;

import dev.freehold.plan.Table;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Access.Operation;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which rows of one table the role that serves may touch.
///
/// Row-level security is forced, so it binds the owner of the table too, and every policy is for the role that serves:
/// everybody else, the owner included, sees no row. What no policy allows is refused.
public final class PolicyDdl {
  private final String table;
  private final String ownerColumn;
  private final String api;

  /// @param table of schema `app`
  PolicyDdl(String table, String ownerColumn, RoleNames roles) {
    this.table = table;
    this.ownerColumn = ownerColumn;
    this.api = roles.api();
  }

  /// One policy for everything where a row is its owner's alone, else one for each operation that anybody has.
  List<Element> of(Access access) {
    List<Element> all = new ArrayList<>(List.of(rowSecurity()));
    if (access.equals(Access.OWNER_ONLY)) {
      all.add(owned());
    } else {
      for (Operation operation : Operation.values()) {
        if (!access.of(operation).isEmpty()) {
          all.add(granted(operation, access.of(operation)));
        }
      }
    }
    return all;
  }

  /// Makes room for a policy, or ends one that is asked for no more.
  ///
  /// @param subject of its [Element]: `app.tasks.owner`
  public static String drop(String subject) {
    String[] parts = subject.split("\\.", 3);
    return "drop policy if exists "
        + SqlText.identifier(parts[2])
        + " on "
        + SqlText.qualified(parts[0], parts[1]);
  }

  private Element rowSecurity() {
    return Element.replaceable(
        ROW_SECURITY,
        Table.SCHEMA + "." + table,
        "enabled, forced",
        List.of(),
        List.of("alter table " + name() + " enable row level security, force row level security"));
  }

  private Element owned() {
    String owned = RowCondition.owned(ownerColumn);
    return policy("owner", "all", "own rows", using(owned) + check(owned));
  }

  private Element granted(Operation operation, List<Grant> grants) {
    String words = grants.stream().map(Grant::word).collect(Collectors.joining(" or "));
    String any = RowCondition.any(grants, ownerColumn);
    String name = operation.name().toLowerCase(Locale.ROOT);
    return switch (operation) {
      case READ -> policy(name, "select", words, using(any));
      case CREATE ->
          policy(name, "insert", words, check(RowCondition.created(grants, ownerColumn)));
      case UPDATE -> policy(name, "update", words, using(any) + check(any));
      case DELETE -> policy(name, "delete", words, using(any));
    };
  }

  private Element policy(String policy, String command, String words, String conditions) {
    String subject = Table.SCHEMA + "." + table + "." + policy;
    return Element.replaceable(
        POLICY,
        subject,
        words + ", for " + api,
        List.of(drop(subject)),
        List.of(
            "create policy %s on %s for %s to %s%s"
                .formatted(
                    SqlText.identifier(policy),
                    name(),
                    command,
                    SqlText.identifier(api),
                    conditions)));
  }

  private static String using(String condition) {
    return "\n  using (" + condition + ")";
  }

  private static String check(String condition) {
    return "\n  with check (" + condition + ")";
  }

  private String name() {
    return SqlText.qualified(Table.SCHEMA, table);
  }
}
