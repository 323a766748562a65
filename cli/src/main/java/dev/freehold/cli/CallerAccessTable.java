package dev.freehold.cli;

import dev.freehold.cli.TextTable.Cell;
import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Teams;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Prints what one kind of caller may do with the rows of each resource, as a table.
final class CallerAccessTable {
  private static final String ANONYMOUS = "anonymous";
  private static final String USER = "user";
  private static final String ROLE = "role:";
  private static final String TEAM_ROLE = Teams.MEMBERS + ":";
  private static final String ALL = "all";
  private static final String YES = "yes";
  private static final String NONE = "-";

  private final Spec spec;
  private final KindOfCaller caller;

  /// A kind of caller.
  ///
  /// @param role of the account; null for none
  /// @param teamRole the role in the team of the rows; null for no member of it
  private record KindOfCaller(boolean signedIn, @Nullable String role, @Nullable String teamRole) {}

  private CallerAccessTable(Spec spec, KindOfCaller caller) {
    this.spec = spec;
    this.caller = caller;
  }

  /// @param word `anonymous`, `user`, `role:NAME` or `team:ROLE`
  /// @throws IllegalArgumentException with a message for the user, if the spec has no such caller
  static CallerAccessTable of(Spec spec, String word) {
    List<String> words = words(spec);
    if (!words.contains(word)) {
      throw new IllegalArgumentException(
          PrintableText.quote(word)
              + " is no caller of this spec; "
              + Objects.requireNonNullElse(
                  SpellingSuggestion.hint(word, words), "see auth.roles and teams.roles"));
    }
    return new CallerAccessTable(
        spec,
        new KindOfCaller(
            !word.equals(ANONYMOUS),
            word.startsWith(ROLE) ? word.substring(ROLE.length()) : null,
            word.startsWith(TEAM_ROLE) ? word.substring(TEAM_ROLE.length()) : null));
  }

  private static List<String> words(Spec spec) {
    Teams teams = spec.teams();
    return Stream.of(
            Stream.of(ANONYMOUS, USER),
            spec.auth().roles().stream().map(role -> ROLE + role),
            teams == null
                ? Stream.<String>of()
                : teams.roles().stream().map(role -> TEAM_ROLE + role))
        .flatMap(each -> each)
        .toList();
  }

  void print(PrintWriter out, TerminalStyle colour) {
    TextTable table = new TextTable("  ");
    List<Cell> header = new ArrayList<>();
    header.add(Cell.of(""));
    for (CrudOperation operation : CrudOperation.values()) {
      header.add(new Cell(operation.name().toLowerCase(Locale.ROOT), colour::bold));
    }
    table.row(header);
    for (Spec.Resource resource : spec.resources()) {
      List<Cell> row = new ArrayList<>();
      row.add(new Cell(resource.name(), colour::bold));
      Arrays.stream(CrudOperation.values())
          .map(operation -> rows(resource, operation))
          .map(
              text ->
                  new Cell(
                      text,
                      text.equals(ALL) || text.equals(YES)
                          ? colour::yellow
                          : UnaryOperator.<String>identity()))
          .forEach(row::add);
      table.row(row);
      notes(resource).forEach(note -> table.note(Cell.of(note)));
    }
    table.print(out);
  }

  /// The rows of an operation: all, none, or the words that apply to the caller.
  private String rows(Spec.Resource resource, CrudOperation operation) {
    List<Grant> grants =
        resource.access().of(operation).stream().filter(g -> isFor(resource, g.subject())).toList();
    if (grants.isEmpty() || (operation != CrudOperation.READ && !caller.signedIn())) {
      return NONE;
    }
    boolean creates = operation == CrudOperation.CREATE;
    if (grants.stream().anyMatch(g -> isForAllRows(g) || (creates && isForNewRows(g)))) {
      return creates ? YES : ALL;
    }
    Set<String> rows = new LinkedHashSet<>();
    grants.forEach(grant -> rows.add(rows(grant)));
    return String.join(", ", rows);
  }

  private boolean isFor(Spec.Resource resource, Grant subject) {
    boolean inTeam = !resource.owner().isTeam() || caller.teamRole() != null;
    return inTeam
        && switch (subject) {
          case Grant.Public _ -> true;
          case Grant.User _, Grant.Owner _, Grant.Person _ -> caller.signedIn();
          case Grant.Role(String name) -> name.equals(caller.role());
          case Grant.Member(List<String> roles, _, _) ->
              caller.teamRole() != null && (roles.isEmpty() || roles.contains(caller.teamRole()));
          case Grant.Through through ->
              isFor(resource, through.caller()) && (through.person() == null || caller.signedIn());
          case Grant.Where(Grant inner, _) -> isFor(resource, inner);
        };
  }

  private static boolean isForAllRows(Grant grant) {
    return grant instanceof Grant.Public
        || grant instanceof Grant.User
        || grant instanceof Grant.Role;
  }

  /// A new row belongs to the caller, or to the caller's team.
  private static boolean isForNewRows(Grant grant) {
    return grant instanceof Grant.Owner || grant instanceof Grant.Member;
  }

  private static String rows(Grant grant) {
    String of =
        switch (grant.subject()) {
          case Grant.Public _, Grant.User _, Grant.Role _ -> ALL;
          case Grant.Owner _ -> "own";
          case Grant.Member _ -> "of the team";
          case Grant.Person(String relation, _, _) -> "as " + relation;
          case Grant.Through through when through.person() != null -> "as " + through.text();
          case Grant.Through through ->
              (through.caller() instanceof Grant.Owner ? "own " : "") + "via " + through.pathText();
          case Grant.Where _ -> throw new IllegalArgumentException("nested: " + grant.text());
        };
    return grant.condition() == null ? of : of + " where " + grant.condition().text();
  }

  /// The fields that are narrower than their rows for this caller.
  private Stream<String> notes(Spec.Resource resource) {
    boolean reads = !rows(resource, CrudOperation.READ).equals(NONE);
    boolean writes =
        !rows(resource, CrudOperation.CREATE).equals(NONE)
            || !rows(resource, CrudOperation.UPDATE).equals(NONE);
    return Stream.concat(
        reads ? unread(resource) : Stream.of(),
        writes
            ? Stream.concat(
                note(
                    "does not write ",
                    resource.fields().stream()
                        .filter(f -> !f.readonly() && !isFree(f) && writers(resource, f).isEmpty())
                        .map(Spec.Field::name)),
                resource.fields().stream()
                    .filter(f -> !isFree(f))
                    .flatMap(
                        f -> {
                          List<Grant> writers = writers(resource, f);
                          return writers.isEmpty()
                                  || writers.stream().anyMatch(CallerAccessTable::isForAllRows)
                              ? Stream.of()
                              : Stream.of("writes " + f.name() + " " + text(writers));
                        }))
            : Stream.of());
  }

  private static Stream<String> note(String words, Stream<String> fields) {
    String names = fields.collect(Collectors.joining(", "));
    return names.isEmpty() ? Stream.of() : Stream.of(words + names);
  }

  /// The fields that this caller does not read in some of the rows that it reads, or in none.
  private Stream<String> unread(Spec.Resource resource) {
    Map<String, List<Grant>> limited = new LinkedHashMap<>();
    if (!resource.ownerReaders().isEmpty()) {
      limited.put("user_id", readers(resource, resource.ownerReaders()));
    }
    for (Spec.Field field : resource.fields()) {
      if (field.hidden() || !field.readers().isEmpty()) {
        limited.put(field.name(), readers(resource, field.readers()));
      }
    }
    return Stream.concat(
        note(
            "does not read ",
            limited.entrySet().stream().filter(e -> e.getValue().isEmpty()).map(Map.Entry::getKey)),
        limited.entrySet().stream()
            .filter(e -> !e.getValue().isEmpty() && !areForEveryRow(resource, e.getValue()))
            .map(e -> "reads " + e.getKey() + " " + text(e.getValue())));
  }

  private List<Grant> readers(Spec.Resource resource, List<Grant> readers) {
    return readers.stream().filter(g -> isFor(resource, g.subject())).toList();
  }

  /// Whether this caller has one of the grants in each row that it reads.
  private boolean areForEveryRow(Spec.Resource resource, List<Grant> readers) {
    return readers.stream().anyMatch(g -> isForAllRows(g) || g instanceof Grant.Member)
        || readers(resource, resource.access().read()).stream()
            .allMatch(row -> readers.stream().anyMatch(r -> r.covers(row)));
  }

  /// Whether everyone who writes the row writes the field.
  private static boolean isFree(Spec.Field field) {
    return !field.readonly() && field.writers().isEmpty();
  }

  private List<Grant> writers(Spec.Resource resource, Spec.Field field) {
    return field.readonly()
        ? List.of()
        : field.writers().stream().filter(g -> isFor(resource, g.subject())).toList();
  }

  private static String text(List<Grant> grants) {
    return grants.stream()
        .map(CallerAccessTable::rows)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
