package dev.freehold.audit.input;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What databases and their drivers say when a statement breaks, as it stands in the answers of servers that pass it on.
final class SqlTraces {
  private static final Pattern SAID =
      Pattern.compile(
          "syntax error at or near|unterminated quoted (?:string|identifier)|invalid input syntax"
              + " for|SQLSTATE|ERROR:\\s+\\w+ \"[^\"]*\" does not"
              + " exist|psycopg\\w*\\.|asyncpg\\.|sqlalchemy\\.|org\\.postgresql\\.|PSQLException|java\\.sql\\.|jdbc|SQLITE_ERROR|sqlite3\\.|unrecognized"
              + " token: |near \"[^\"]*\": syntax error|You have an error in your SQL"
              + " syntax|MySqlException|mysql_fetch|ORA-\\d{5}|Unclosed quotation mark|Microsoft"
              + " OLE DB|ODBC SQL|MongoError|MongoServerError|CastError: Cast"
              + " to|\\bselect\\b.{1,200}\\bfrom\\b.{1,200}\\bwhere\\b|\\binsert"
              + " into\\b.{1,200}\\bvalues\\b|\\bupdate\\b.{1,200}\\bset\\b.{1,200}\\bwhere\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int READ = 20_000;

  private SqlTraces() {}

  /// The words that tell, where `text` has some that `sent` has not: an answer may repeat what it was sent.
  static Optional<String> in(String text, String sent) {
    Matcher said = SAID.matcher(text.length() > READ ? text.substring(0, READ) : text);
    while (said.find()) {
      if (!sent.contains(said.group())) {
        return Optional.of(said.group());
      }
    }
    return Optional.empty();
  }
}
