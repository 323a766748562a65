package dev.freehold.spec;

import dev.freehold.rule.Rule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The grants of a resource: who may read, create, update and delete its rows. An empty list means
/// `nobody`: the operation has no route.
///
/// @param read grants for reading one row and lists; includes every caller who may update or delete
/// @param create the caller becomes the owner of the created row, if rows have an owner
public record Access(List<Grant> read, List<Grant> create, List<Grant> update, List<Grant> delete) {

  /// The access of a resource of owned rows without an `access` block.
  public static final Access OWNER_ONLY =
      new Access(
          List.of(new Grant.Owner()),
          List.of(new Grant.Owner()),
          List.of(new Grant.Owner()),
          List.of(new Grant.Owner()));

  public Access {
    read = List.copyOf(read);
    create = List.copyOf(create);
    update = List.copyOf(update);
    delete = List.copyOf(delete);
  }

  /// An operation on rows.
  public enum CrudOperation {
    READ,
    CREATE,
    UPDATE,
    DELETE
  }

  public List<Grant> of(CrudOperation operation) {
    return switch (operation) {
      case READ -> read;
      case CREATE -> create;
      case UPDATE -> update;
      case DELETE -> delete;
    };
  }

  /// Whether callers other than the owner may read a row. Always if rows have no owner.
  public boolean isShared() {
    return read.stream().anyMatch(g -> !(g.subject() instanceof Grant.Owner));
  }

  /// Whether everyone who may read a row has one of the grants in it.
  public boolean isReadBy(List<Grant> readers) {
    return read.stream().allMatch(row -> readers.stream().anyMatch(r -> r.covers(row)));
  }

  /// Whether access to a row depends on its values, other than its owner.
  public boolean dependsOnRow() {
    return Stream.of(read, create, update, delete)
        .flatMap(List::stream)
        .anyMatch(Grant::dependsOnRow);
  }

  /// Whether a grant is for the members of a team, in general or through one of its rows.
  public boolean isForTeams() {
    return Stream.of(read, create, update, delete)
        .flatMap(List::stream)
        .anyMatch(g -> g.subject() instanceof Grant.Member);
  }

  /// The resources whose rows decide about access to a row.
  public Set<String> targets() {
    return Stream.of(read, create, update, delete)
        .flatMap(List::stream)
        .flatMap(
            g ->
                g.subject() instanceof Grant.Through through
                    ? through.path().stream()
                    : Stream.of())
        .map(Grant.Hop::target)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether an anonymous caller may read some row by a grant of its own. A grant through a reference
  /// may allow it too.
  public boolean isPublic() {
    return read.stream().anyMatch(g -> g.subject() instanceof Grant.Public);
  }

  /// Whether there can be a caller who may read a field in every row that the caller may read: by a role,
  /// or because the readers of the field include each grant of `read` that a caller has without a role.
  ///
  /// @param readers of the field; not empty
  public boolean isReadThroughout(List<Grant> readers) {
    return readers.stream()
            .anyMatch(reader -> !(reader instanceof Grant.Through) && isOfRole(reader))
        || read.stream()
            .filter(grant -> !isOfRole(grant.subject()))
            .allMatch(grant -> readers.stream().anyMatch(reader -> reader.covers(grant)));
  }

  /// Whether only callers with a role have the grant, in every row.
  private static boolean isOfRole(Grant grant) {
    return switch (grant) {
      case Grant.Role _ -> true;
      case Grant.Member member -> member.named() && !member.roles().isEmpty();
      case Grant.Through through -> isOfRole(through.caller());
      case Grant.Owner _, Grant.User _, Grant.Public _, Grant.Person _, Grant.Where _ -> false;
    };
  }

  /// Grants as the spec writes them: `owner or role:editor`. A list with conditions has commas,
  /// because a condition may contain `or`.
  public static String text(List<Grant> grants) {
    boolean conditions = grants.stream().anyMatch(g -> g.condition() != null);
    return grants.isEmpty()
        ? "nobody"
        : grants.stream().map(Grant::text).collect(Collectors.joining(conditions ? ", " : " or "));
  }

  /// One grant.
  public sealed interface Grant {
    /// The owner of the row; for create, every signed-in user.
    record Owner() implements Grant {}

    /// Every signed-in user.
    record User() implements Grant {}

    /// Every caller, signed in or anonymous.
    record Public() implements Grant {}

    /// Every user with the role.
    record Role(String name) implements Grant {}

    /// The members of the row's team.
    ///
    /// @param roles one of which the member must have; empty for every member
    /// @param column of the row with the id of the team
    /// @param named whether the request must name the team, in [Teams#HEADER]; otherwise the row may
    ///   be of any team of the caller
    record Member(List<String> roles, String column, boolean named) implements Grant {
      public Member {
        roles = List.copyOf(roles);
      }

      boolean includes(Member other) {
        return roles.isEmpty() || (!other.roles.isEmpty() && roles.containsAll(other.roles));
      }
    }

    /// The account in a field of the row, or each account of a list.
    ///
    /// @param relation the field's name in the spec: `assignee`
    /// @param column its column: `assignee_id`; `friends` for the list `friends`
    /// @param many whether the field is a list
    record Person(String relation, String column, boolean many) implements Grant {}

    /// A grant through the row that a reference of this row names, through a row that refers to this
    /// one, or through several such relations. One row of each relation meets all of the grant. The
    /// caller must be able to read every row on the path.
    ///
    /// @param caller whom it is for: a grant without a path or condition; [Public] for everyone who
    ///   may read the last row
    /// @param path at least one relation, from this row to the last one
    /// @param person who the caller must be in the last row: its [Owner] or a [Person] of it; null for
    ///   everyone who may read it
    record Through(Grant caller, List<Hop> path, @Nullable Grant person) implements Grant {
      public Through {
        path = List.copyOf(path);
      }

      /// The names of the relations as a condition writes them: `item.list`.
      public String pathText() {
        return path.stream().map(Hop::relation).collect(Collectors.joining("."));
      }
    }

    /// A relation on the path of a [Through]: a reference of the row before, or the rows that refer to
    /// it, one of which then meets the grant.
    ///
    /// A reference and the rows that refer to the same row are one step: `class.enrolments` leads from
    /// `class_id` to the enrolments with this `class_id`, and does not look at the class.
    ///
    /// @param relation its name in the spec: `ticket`, or `comments` for the rows that refer to a
    ///   ticket, or both names with `.` between them
    /// @param column of the row before: `ticket_id`, or `id`
    /// @param target the resource of the next row
    /// @param key the column of the next row that equals it: `id`, or `ticket_id`
    record Hop(String relation, String column, String target, String key) {
      private static final String ID = "id";

      /// A reference of the row before.
      public static Hop toOne(String relation, String column, String target) {
        return new Hop(relation, column, target, ID);
      }

      /// The rows that refer to the row before.
      public static Hop toMany(String relation, String target, String key) {
        return new Hop(relation, ID, target, key);
      }

      public boolean isToMany() {
        return !key.equals(ID);
      }

      /// Whether it begins at the id of the row before, and not at a reference.
      public boolean isFromId() {
        return column.equals(ID);
      }

      /// This reference and the rows that refer to the same row, as one step.
      public Hop then(Hop next) {
        return new Hop(relation + "." + next.relation, column, next.target, next.key);
      }
    }

    /// A grant for the rows that meet a condition. A change needs it before and after: the stored
    /// row and the new row must meet it.
    ///
    /// @param subject a grant without a condition
    /// @param condition a rule of [dev.freehold.rule.RuleExpression.RuleContext#ACCESS]; a row for
    ///   which it is unknown does not meet it
    record Where(Grant subject, Rule condition) implements Grant {}

    /// The grant without its condition.
    default Grant subject() {
      return this instanceof Where(Grant subject, _) ? subject : this;
    }

    /// Null if the grant is for every row.
    default @Nullable Rule condition() {
      return this instanceof Where(_, Rule condition) ? condition : null;
    }

    /// Whether it depends on the values of the row, other than its owner.
    default boolean dependsOnRow() {
      return this instanceof Where
          || this instanceof Person
          || this instanceof Through
          || this instanceof Member;
    }

    /// Whether this grant lets every caller of the other reach the same rows. Where rows belong to a
    /// team, every grant is for its members alone.
    default boolean covers(Grant other) {
      Rule condition = condition();
      Rule otherCondition = other.condition();
      boolean rows =
          condition == null
              || (otherCondition != null
                  && condition.condition().equals(otherCondition.condition()));
      boolean callers =
          switch (subject()) {
            case Public _ -> true;
            case User _ ->
                switch (other.subject()) {
                  case Public _ -> false;
                  case Through through -> through.person() != null || covers(through.caller());
                  case Owner _, User _, Role _, Person _, Member _, Where _ -> true;
                };
            case Member member ->
                other.subject() instanceof Member narrower
                    ? member.includes(narrower)
                    : member.roles().isEmpty();
            case Owner _, Role _, Person _, Where _ ->
                subject().equals(other.subject())
                    || (other.subject() instanceof Through through
                        && subject().equals(through.caller()));
            case Through through ->
                other.subject() instanceof Through narrower
                    && through.path().equals(narrower.path())
                    && (through.person() == null || through.person().equals(narrower.person()))
                    && through.caller().covers(narrower.caller());
          };
      return rows && callers;
    }

    /// The grant in the spec language: `role:editor`, or `public where status = 'published'`.
    default String text() {
      return switch (this) {
        case Owner _ -> "owner";
        case User _ -> "user";
        case Public _ -> "public";
        case Role(String name) -> "role:" + name;
        case Member(List<String> held, _, _) ->
            held.isEmpty()
                ? Teams.MEMBERS
                : held.stream()
                    .map(role -> Teams.MEMBERS + ":" + role)
                    .collect(Collectors.joining(" or "));
        case Person(String relation, _, _) -> relation;
        case Through through -> through(through);
        case Where(Grant subject, Rule condition) -> subject.text() + " where " + condition.text();
      };
    }

    /// Whether it asks for a row that refers to this one, which a new row does not have.
    default boolean needsReferringRow() {
      return subject() instanceof Through through && through.path().getFirst().isFromId();
    }

    private static String through(Through grant) {
      if (grant.person() != null) {
        return grant.person().text() + " of " + grant.pathText();
      }
      String caller = grant.caller() instanceof Public ? "" : grant.caller().text() + " ";
      return caller + "via " + grant.pathText();
    }
  }
}
