package dev.freehold.migrate.file.sql;

import java.util.List;
import java.util.Set;

/// What a statement of a step by hand may not be: all of the step is one transaction, with the ledger's row in it.
public final class HandStatement {
  private static final Set<String> ENDS_IT =
      Set.of("begin", "start", "commit", "end", "rollback", "abort");

  private HandStatement() {}

  /// Why it cannot be run; empty where it can.
  public static String fault(SqlScanner.Statement statement) {
    List<String> words = statement.words();
    String first = words.isEmpty() ? "" : words.getFirst();
    if (ENDS_IT.contains(first)
        || words.subList(0, Math.min(2, words.size())).equals(List.of("prepare", "transaction"))) {
      return "'" + first + "': the step is one transaction as it is";
    }
    if (first.equals("vacuum") || words.contains("concurrently")) {
      return "'"
          + (first.equals("vacuum") ? first : "concurrently")
          + "' cannot run in a transaction, and the step is one";
    }
    if (first.equals("copy") && (words.contains("stdin") || words.contains("stdout"))) {
      return "'copy' has nobody to read from or write to; use insert";
    }
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("atomic") && words.get(i - 1).equals("begin")) {
        return "put the body of the function between $$ and $$";
      }
    }
    return "";
  }
}
