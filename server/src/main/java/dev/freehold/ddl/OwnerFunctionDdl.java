package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.POLICY;

import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.util.List;

/// Functions of triggers that run with the rights of the owner of the tables, and the policies by which
/// they reach rows. Forced row-level security binds the owner, too, who may be the login of all requests:
/// the policies apply only while one of the functions runs.
///
/// The policies read no other table and have no subselect, so that no policy is recursive (SQLSTATE
/// 42P17).
///
/// @param setting is `on` while one of the functions runs
record OwnerFunctionDdl(String setting) {
  /// The functions that keep a list and its links equal.
  static final OwnerFunctionDdl LINKS = new OwnerFunctionDdl("freehold.links");

  /// The functions that lock rows until the end of the transaction.
  static final OwnerFunctionDdl LOCKS = new OwnerFunctionDdl("freehold.locks");

  /// A function of a trigger. It restores the setting: one of these functions can run within another.
  /// `set` of a function would do so too, and only a superuser may write it for a setting that
  /// PostgreSQL does not know.
  ///
  /// @param name without its schema
  /// @param definition as it is displayed
  /// @param body statements, each line indented by two spaces
  /// @param result what the trigger returns
  DatabaseObject function(String name, String definition, String body, String result) {
    String quoted = SqlQuoting.qualified(TablePlan.SCHEMA, name);
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "." + name,
        definition,
        List.of(),
        List.of(
            """
            create or replace function %1$s() returns trigger
              language plpgsql security definer set search_path = '' as $$
            declare
              outside text := coalesce(current_setting('%2$s', true), '');
            begin
              perform set_config('%2$s', 'on', true);
            %3$s  perform set_config('%2$s', outside, true);
              return %4$s;
            end
            $$\
            """
                .formatted(quoted, setting, body, result),
            "revoke execute on function " + quoted + "() from public"));
  }

  /// A policy for the owner of the tables, which is the role that creates it.
  ///
  /// @param table without its schema
  /// @param words as they are displayed
  /// @param conditions `using` and `with check`, of [#running]
  static DatabaseObject policy(
      String table, String policy, String command, String words, String conditions) {
    return DatabaseObject.replaceable(
        POLICY,
        TablePlan.SCHEMA + "." + table + "." + policy,
        words + ", for the owner of the tables",
        List.of(PolicyDdl.drop(table, policy)),
        List.of(
            "create policy %s on %s for %s to current_user\n  %s"
                .formatted(
                    SqlQuoting.identifier(policy),
                    SqlQuoting.qualified(TablePlan.SCHEMA, table),
                    command,
                    conditions)));
  }

  /// The condition that one of the functions runs.
  String running() {
    return "current_setting('" + setting + "', true) = 'on' and pg_trigger_depth() > 0";
  }

  /// The policies by which the functions read and lock the rows of a table. A row lock needs a policy
  /// for `update`; no update passes this one.
  ///
  /// @param table without its schema
  List<DatabaseObject> locking(String table) {
    return List.of(
        policy(table, "lock_read", "select", "locks of rows", "using (" + running() + ")"),
        policy(
            table,
            "lock",
            "update",
            "locks of rows",
            "using (" + running() + ")\n  with check (false)"));
  }
}
