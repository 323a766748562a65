package dev.freehold.cli;

import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ReverseRelation;
import dev.freehold.type.Verification;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Prints the access rules of a spec: the grants of each operation, the limits of fields, relations
/// and search. Intended for a review before the spec is served.
final class AccessSummary {
  private static final String GAP = "  ";
  private static final int STANDARD_WIDTH = 80;

  /// The longest line with all operations of a resource side by side, also outside of a terminal.
  private static final int MAX_OPERATIONS_WIDTH = 160;

  private final TerminalStyle colour;
  private final int width;

  /// @param width line width of a terminal; lines that go elsewhere are not wrapped
  AccessSummary(TerminalStyle colour, int width) {
    this.colour = colour;
    this.width = colour.isTerminal() ? width : Integer.MAX_VALUE;
  }

  /// @param columns value of `COLUMNS`; null if unset
  static int width(@Nullable String columns) {
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : STANDARD_WIDTH;
  }

  /// @param file the spec's name
  void print(PrintWriter out, String file, Spec spec) {
    out.println(colour.bold(file + ": " + spec.name() + " " + spec.version() + ", access rules"));
    int names =
        Math.max(
            spec.people() == null ? 4 : Spec.People.NAME.length(),
            spec.resources().stream().mapToInt(r -> r.name().length()).max().orElse(0));
    Map<CrudOperation, Integer> columns = columns(spec);
    for (Spec.Resource resource : spec.resources()) {
      List<String> operations =
          Arrays.stream(CrudOperation.values())
              .map(o -> pad(operation(resource, o), columns.getOrDefault(o, 0)))
              .toList();
      String name = resource.name();
      for (String line : wrapped(operations, names, Math.min(width, MAX_OPERATIONS_WIDTH))) {
        out.println(GAP + colour.bold(pad(name, names)) + GAP + coloured(line));
        name = "";
      }
      Stream.of(
              Stream.of(rows(resource)),
              open(spec, resource),
              owner(resource),
              resource.fields().stream().flatMap(AccessSummary::limits),
              resource.fields().stream().flatMap(AccessSummary::moves),
              relations(spec, resource),
              search(resource))
          .flatMap(lines -> lines)
          .flatMap(cells -> wrapped(cells.toList(), names, width).stream())
          .forEach(line -> out.println(GAP + pad("", names) + GAP + line));
    }
    people(out, spec.people(), names);
    out.println(
        GAP
            + colour.bold(pad("auth", names))
            + GAP
            + "sign-up is "
            + signup(spec.auth().signup())
            + verification(spec.auth().verification()));
    for (Spec.Issuer issuer : spec.auth().issuers()) {
      out.println(GAP + pad("", names) + GAP + IssuerText.of(issuer));
    }
    for (Spec.Provider provider : spec.auth().providers().list()) {
      out.println(GAP + pad("", names) + GAP + IssuerText.of(provider));
    }
  }

  private static String verification(Verification verification) {
    return switch (verification) {
      case NONE -> "";
      case SIGN_IN -> "; no sign-in before the e-mail address is confirmed";
      case WRITES -> "; no writes before the e-mail address is confirmed";
    };
  }

  /// Who may sign up, after "sign-up is".
  static String signup(Spec.Signup signup) {
    return switch (signup) {
      case OPEN -> "open";
      case INVITED -> "for invited people";
      case CLOSED -> "closed";
    };
  }

  /// Who sees the profile of an account: a reader of a row that names it.
  private void people(PrintWriter out, Spec.@Nullable People people, int names) {
    if (people == null) {
      return;
    }
    out.println(
        GAP
            + colour.bold(pad(Spec.People.NAME, names))
            + GAP
            + coloured("read: " + people.read().text())
            + ", with a row that names the account"
            + GAP
            + "update: the account");
    wrapped(
            List.of(
                "profile "
                    + people.fields().stream()
                        .map(Spec.Field::name)
                        .collect(Collectors.joining(", ")),
                "list: nobody"),
            names,
            width)
        .forEach(line -> out.println(GAP + pad("", names) + GAP + line));
  }

  private static Map<CrudOperation, Integer> columns(Spec spec) {
    Map<CrudOperation, Integer> columns = new EnumMap<>(CrudOperation.class);
    for (CrudOperation operation : CrudOperation.values()) {
      columns.put(
          operation,
          spec.resources().stream()
              .mapToInt(r -> operation(r, operation).length())
              .max()
              .orElse(0));
    }
    return columns;
  }

  private static String operation(Spec.Resource resource, CrudOperation operation) {
    return operation.name().toLowerCase(Locale.ROOT)
        + ": "
        + Access.text(resource.access().of(operation));
  }

  /// The callers with access to rows that are not their own.
  private static Stream<String> rows(Spec.Resource resource) {
    Access access = resource.access();
    String whose =
        switch (resource.owner()) {
          case USER -> "rows of other users";
          case NONE -> "rows belong to nobody";
          case TEAM -> "rows of the team";
          case MEMBER -> "rows of the team, made by others";
        };
    List<String> done =
        Stream.of(
                otherRows("read by ", access.read()),
                otherRows("changed by ", access.update()),
                otherRows("deleted by ", access.delete()))
            .filter(s -> !s.isEmpty())
            .toList();
    return done.isEmpty()
        ? Stream.of(whose + ": none")
        : Stream.concat(Stream.of(whose + ": " + done.getFirst()), done.stream().skip(1));
  }

  /// Words of `read` that open rows to clients that are not signed in, and say so less plainly than
  /// `public` alone: beside narrower words, or through the rows of another resource.
  private static Stream<Stream<String>> open(Spec spec, Spec.Resource resource) {
    List<Grant> read = resource.access().read();
    return read.stream()
        .flatMap(
            grant ->
                switch (grant.subject()) {
                  case Grant.Public _ when grant.condition() == null && read.size() > 1 ->
                      Stream.of(
                          "open: public reads every row, the other words of read add nothing");
                  case Grant.Through through when isOpen(spec, through) ->
                      Stream.of("open: clients that are not signed in read rows " + grant.text());
                  default -> Stream.of();
                })
        .map(Stream::of);
  }

  /// Whether a client that is not signed in may read the last row of the path, in some state of it.
  private static boolean isOpen(Spec spec, Grant.Through through) {
    String target = through.path().getLast().target();
    return through.person() == null
        && through.caller() instanceof Grant.Public
        && spec.resources().stream()
            .filter(resource -> resource.name().equals(target))
            .flatMap(resource -> resource.access().read().stream())
            .map(Grant::subject)
            .anyMatch(
                subject ->
                    subject instanceof Grant.Public
                        || (subject instanceof Grant.Through next && isOpen(spec, next)));
  }

  /// The callers with access to rows of other users; empty if there are none.
  private static String otherRows(String done, List<Grant> grants) {
    List<String> who = grants.stream().flatMap(AccessSummary::otherUsers).toList();
    return who.isEmpty() ? "" : done + String.join(" or ", who);
  }

  private static Stream<String> otherUsers(Grant grant) {
    return switch (grant) {
      case Grant.Owner() -> Stream.of();
      case Grant.User() -> Stream.of("any signed-in user");
      case Grant.Public() -> Stream.of("everyone");
      case Grant.Role _ -> Stream.of(grant.text());
      case Grant.Person(String relation, _, _) -> Stream.of("the " + relation);
      case Grant.Member(List<String> roles, _, _) ->
          roles.isEmpty()
              ? Stream.of("any member")
              : roles.stream().map(role -> "members with the role " + role);
      case Grant.Through through -> otherReaders(through);
      case Grant.Where(Grant subject, Rule condition) ->
          otherUsers(subject).map(user -> user + " where " + condition.text());
    };
  }

  private static Stream<String> otherReaders(Grant.Through grant) {
    String row = row(grant.path());
    return switch (grant.person()) {
      case Grant.Owner() -> Stream.of("the owner of " + row);
      case Grant.Person(String relation, _, _) -> Stream.of("the " + relation + " of " + row);
      case null -> otherUsers(grant.caller()).map(user -> user + " who may read " + row);
      case Grant.User _,
          Grant.Public _,
          Grant.Role _,
          Grant.Member _,
          Grant.Through _,
          Grant.Where _ ->
          throw new IllegalArgumentException("no person: " + grant.text());
    };
  }

  /// `its ticket`, `the list of its item`, or `one of the enrolments of its class`.
  private static String row(List<Grant.Hop> path) {
    String row = "";
    for (Grant.Hop hop : path) {
      String[] names = hop.relation().split("\\.", -1);
      for (int i = 0; i < names.length; i++) {
        boolean one = hop.isToMany() && i == names.length - 1;
        row =
            row.isEmpty()
                ? (one ? "one of its " : "its ") + names[i]
                : (one ? "one of the " : "the ") + names[i] + " of " + row;
      }
    }
    return row;
  }

  /// Who may read the owner of a row, if that is not everyone who may read the row.
  private static Stream<Stream<String>> owner(Spec.Resource resource) {
    return resource.ownerReaders().isEmpty()
        ? Stream.of()
        : Stream.of(Stream.of("field user_id", "read: " + Access.text(resource.ownerReaders())));
  }

  /// The limits of a field that are narrower than those of its row.
  private static Stream<Stream<String>> limits(Spec.Field field) {
    List<String> cells = new ArrayList<>();
    if (field.hidden() || !field.readers().isEmpty()) {
      cells.add("read: " + (field.hidden() ? "nobody" : Access.text(field.readers())));
    }
    Spec.Stamp stamp = field.stamp();
    Spec.Copy copy = field.copy();
    if (stamp != null) {
      cells.add("write: nobody");
      cells.add("stamp: " + stamp.text());
    } else if (copy != null) {
      cells.add("write: nobody");
      cells.add("copy: " + copy.text());
    } else if (field.readonly() || !field.writers().isEmpty()) {
      cells.add("write: " + (field.readonly() ? "nobody" : Access.text(field.writers())));
    } else if (field.writeOnce()) {
      cells.add("write: only on create");
    }
    return cells.isEmpty()
        ? Stream.of()
        : Stream.of(Stream.concat(Stream.of("field " + field.name()), cells.stream()));
  }

  /// The value of a new row, and each move.
  private static Stream<Stream<String>> moves(Spec.Field field) {
    Object start = Objects.requireNonNullElse(field.defaultValue(), Spec.Move.NONE);
    return field.moves().isEmpty()
        ? Stream.of()
        : Stream.concat(
            Stream.of(Stream.of("field " + field.name(), "new row: " + start)),
            field.moves().stream().map(m -> Stream.of("move of " + field.name(), m.text())));
  }

  private static Stream<Stream<String>> relations(Spec spec, Spec.Resource resource) {
    Stream<Stream<String>> one =
        resource.fields().stream()
            .map(Spec.Field::ref)
            .flatMap(Stream::ofNullable)
            .map(
                ref ->
                    ref.many()
                        ? Stream.concat(
                            Stream.of(
                                "list " + ref.relation(),
                                "at most "
                                    + ref.max()
                                    + (ref.person() ? " accounts" : " of " + ref.target())
                                    + withRole(ref),
                                "on delete: the id leaves the list"),
                            ref.leave() ? Stream.of("leave: the account itself") : Stream.of())
                        : Stream.of(
                            (ref.person() ? "person " : "relation ") + ref.relation(),
                            ref.person() ? account(spec) + withRole(ref) : "one of " + ref.target(),
                            "on delete: " + onDelete(ref.onDelete())));
    Stream<Stream<String>> many =
        ReverseRelation.of(spec.resources(), resource.name()).stream()
            .map(
                r ->
                    Stream.of(
                        "relation " + r.name(),
                        "many of " + r.resource(),
                        "by " + r.field().name()));
    return Stream.concat(one, many);
  }

  /// What an account must have when it is set.
  private static String withRole(Spec.Ref ref) {
    return ref.roles().isEmpty() ? "" : ", with the role " + String.join(" or ", ref.roles());
  }

  private static String account(Spec spec) {
    return spec.people() == null ? "an account" : "an account with its profile";
  }

  private static String onDelete(Spec.OnDelete onDelete) {
    return switch (onDelete) {
      case RESTRICT -> "restrict";
      case CASCADE -> "cascade";
      case SET_NULL -> "setNull";
    };
  }

  private static Stream<Stream<String>> search(Spec.Resource resource) {
    Spec.Search search = resource.search();
    return search == null
        ? Stream.of()
        : Stream.of(
            Stream.of(
                "search " + String.join(", ", search.fields()),
                search.language() == null ? "by substring" : "in " + search.language()));
  }

  /// The cells on one line if they fit, else one line per cell.
  private static List<String> wrapped(List<String> cells, int names, int width) {
    int room = width - 2 * GAP.length() - names;
    String joined = String.join(GAP, cells).stripTrailing();
    return joined.length() <= room ? List.of(joined) : cells.stream().map(String::strip).toList();
  }

  /// Highlights grants to anyone but the owner.
  private String coloured(String line) {
    return line.replace(": public", ": " + colour.yellow("public"))
        .replace(": user", ": " + colour.yellow("user"));
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
