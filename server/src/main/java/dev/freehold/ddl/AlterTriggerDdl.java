package dev.freehold.ddl;

import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;

/// Statements that change or drop a trigger and its function.
public final class AlterTriggerDdl {
  private AlterTriggerDdl() {}

  /// Drops a trigger that is replaced or no longer needed.
  ///
  /// @param table without its schema
  public static String drop(String table, String trigger) {
    return "drop trigger if exists "
        + SqlQuoting.identifier(trigger)
        + " on "
        + SqlQuoting.qualified(TablePlan.SCHEMA, table);
  }

  /// @param table without its schema
  public static String rename(String table, String former, String name) {
    return "alter trigger "
        + SqlQuoting.identifier(former)
        + " on "
        + SqlQuoting.qualified(TablePlan.SCHEMA, table)
        + " rename to "
        + SqlQuoting.identifier(name);
  }

  /// Drops the function of triggers that are gone.
  ///
  /// @param function without its schema
  public static String dropFunction(String function) {
    return "drop function if exists " + SqlQuoting.qualified(TablePlan.SCHEMA, function) + "()";
  }
}
