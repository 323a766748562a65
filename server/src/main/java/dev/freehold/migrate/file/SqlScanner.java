package dev.freehold.migrate.file;

import dev.freehold.migrate.file.MigrationFileReader.SyntaxException;
import dev.freehold.migrate.file.MigrationFileWriter.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Splits SQL text into statements and comments, as psql does: a semicolon ends a statement outside
/// of quotes, comments and parentheses (PostgreSQL manual, 4.1 and psql).
final class SqlScanner {
  private final String text;
  private int at;
  private int line = 1;

  public SqlScanner(String text) {
    this.text = text;
  }

  public sealed interface Segment {
    int line();
  }

  /// A line comment outside of any statement.
  ///
  /// @param text from `--` to the end of the line
  /// @param first whether the comment is the first text on its line
  /// @param from the offset in the text
  public record Comment(int line, String text, boolean first, int from) implements Segment {}

  /// A statement.
  ///
  /// @param text without the semicolon
  /// @param words the words outside of quotes, in lower case, in order
  public record Statement(int line, String text, List<String> words, List<Variable> variables)
      implements Segment {}

  /// A variable `:"name"`, with its start and end offset in the statement.
  public record Variable(String name, int from, int to) {}

  /// The next segment; null at the end of the text.
  ///
  /// @throws MigrationFileReader.SyntaxException if a statement, a comment or a quote has no end
  public @Nullable Segment next() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == ';') {
        step();
      } else if (text.startsWith("/*", at)) {
        blockComment();
      } else if (text.startsWith("--", at)) {
        return comment();
      } else {
        return statement();
      }
    }
    return null;
  }

  private Comment comment() {
    int from = at;
    lineComment();
    boolean first = from == 0 || text.charAt(from - 1) == '\n';
    return new Comment(line, text.substring(from, at), first, from);
  }

  /// Scans the statement that begins here.
  Statement statement() {
    int begin = line;
    int from = at;
    int depth = 0;
    List<String> words = new ArrayList<>();
    List<Variable> variables = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ';' && depth <= 0) {
        String statement = text.substring(from, at).stripTrailing();
        step();
        return new Statement(begin, statement, words, variables);
      } else if (c == '\'') {
        quoted(begin, '\'', false);
      } else if (c == '"') {
        identifier(begin, from, variables);
      } else if (text.startsWith("--", at)) {
        noDirective(begin);
        lineComment();
      } else if (text.startsWith("/*", at)) {
        blockComment();
      } else if (c == '$') {
        dollar(begin);
      } else if (c == '\\') {
        throw new SyntaxException(line, "a command of psql (" + c + ") cannot be run here");
      } else if (text.startsWith("::", at)) {
        at += 2;
      } else if (text.startsWith(":\"", at)) {
        variables.add(variable(begin, from));
      } else if (isWordStart(c)) {
        word(begin, words);
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        step();
      }
    }
    throw new SyntaxException(begin, "the statement has no ';'");
  }

  private void step() {
    line += text.charAt(at) == '\n' ? 1 : 0;
    at++;
  }

  private void lineComment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  /// Rejects a directive inside a statement that lacks its semicolon. The scanner would overlook
  /// it.
  private void noDirective(int begin) {
    if (text.startsWith(Directive.MARK, at) && text.charAt(at - 1) == '\n') {
      throw new SyntaxException(begin, "the statement has no ';' before line " + line);
    }
  }

  /// Block comments nest.
  private void blockComment() {
    int begin = line;
    int depth = 0;
    do {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (at < text.length()) {
        step();
      } else {
        throw new SyntaxException(begin, "the comment has no end");
      }
    } while (depth > 0);
  }

  private void quoted(int begin, char quote, boolean escapes) {
    int opened = line;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote && !text.startsWith("" + quote + quote, at)) {
        at++;
        return;
      }
      if (c == quote || (escapes && c == '\\' && at + 1 < text.length())) {
        at++;
      }
      step();
    }
    throw new SyntaxException(begin, "the quotes that line " + opened + " opens have no end");
  }

  private void dollar(int begin) {
    int end = at + 1;
    while (end < text.length() && isWordPart(text.charAt(end)) && text.charAt(end) != '$') {
      end++;
    }
    boolean tag =
        end < text.length() && text.charAt(end) == '$' && !Character.isDigit(text.charAt(at + 1));
    if (!tag) {
      at++;
      return;
    }
    String mark = text.substring(at, end + 1);
    int close = text.indexOf(mark, end + 1);
    if (close < 0) {
      throw new SyntaxException(begin, mark + " of line " + line + " has no end");
    }
    while (at < close + mark.length()) {
      step();
    }
  }

  /// A quoted placeholder role name, which planning for a file produces, is a variable too.
  private void identifier(int begin, int from, List<Variable> variables) {
    int opened = at;
    quoted(begin, '"', false);
    String name = text.substring(opened + 1, at - 1);
    if (name.startsWith(":") && RoleVariables.isKnown(name.substring(1))) {
      variables.add(new Variable(name.substring(1), opened - from, at - from));
    }
  }

  private Variable variable(int begin, int from) {
    int opened = at;
    at++;
    quoted(begin, '"', false);
    String name = text.substring(opened + 2, at - 1);
    if (!RoleVariables.isKnown(name)) {
      throw new SyntaxException(
          line, "there is no variable :\"" + name + "\", only :\"api_role\" and :\"auth_role\"");
    }
    return new Variable(name, opened - from, at - from);
  }

  private void word(int begin, List<String> words) {
    int from = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(from, at).toLowerCase(Locale.ROOT);
    if (word.equals("e") && text.startsWith("'", at)) {
      quoted(begin, '\'', true);
    } else {
      words.add(word);
    }
  }

  private static boolean isWordStart(char c) {
    return Character.isLetter(c) || c == '_' || c > 0x7F;
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || Character.isDigit(c) || c == '$';
  }
}
