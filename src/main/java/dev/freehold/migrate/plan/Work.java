package dev.freehold.migrate.plan;

import java.util.List;

/// What a step runs, with `search_path` `pg_catalog`. Row-level security must not hide the rows from it.
public sealed interface Work {
  /// Statements in one transaction, with the ledger's row of the step in it.
  record Transaction(List<String> statements) implements Work {
    public Transaction {
      statements = List.copyOf(statements);
    }
  }

  /// `create index concurrently` or `drop index concurrently`, by itself. Where an attempt broke off, an invalid index of the
  /// name is there: it is dropped first.
  ///
  /// @param index schema-qualified and quoted
  record Concurrently(String index, String statement) implements Work {}

  /// A statement that looks at the next `$1` rows by primary key, behind `$2`, and changes those that need it. Run until it
  /// looks at none, each time in a transaction of its own. To begin again at `start` does no harm.
  ///
  /// It answers one row: `changed`, a number; `last`, text: the next `$2`, null where no row was left.
  ///
  /// @param start the first `$2`
  record Batches(String statement, String start) implements Work {}

  /// Nothing can be run.
  record Nothing() implements Work {}
}
