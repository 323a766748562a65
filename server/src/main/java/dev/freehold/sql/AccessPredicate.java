package dev.freehold.sql;

import dev.freehold.ddl.MoveSql;
import dev.freehold.ddl.MoveSql.GrantedMove;
import dev.freehold.ddl.RelatedRowSql;
import dev.freehold.ddl.RuleSql;
import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.ddl.TeamMembershipSql;
import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ResourceView.AllowedMove;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.rule.Rule;
import dev.freehold.type.SqlQuoting;
import dev.freehold.type.TsVectorExpression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The access filter: the SQL condition that limits a statement to the rows that its caller may
/// reach. Every statement on resource rows takes it from here. [Extent#OWN] compares the owner
/// column with the caller's id, [Extent#ALL] lets every row through, [Extent.Matching] also judges
/// the values of the row, and no extent lets none through.
///
/// @param caller the settings of the same statement
record AccessPredicate(CallerSettingsSql caller) {
  /// True where the settings row `c` is visible, and known only after it.
  private static final String SETTINGS = "c.uid is not null";

  /// More branches would read more pages than they save.
  private static final int MAX_BRANCHES = 4;

  /// The condition for a scan that follows the settings row `c` in the same `from`. Except where it
  /// is `false` it names `c`, so that PostgreSQL evaluates the settings before it scans.
  ///
  /// @param extent null where the caller may not read the resource
  /// @param alias of the rows
  public String forRead(@Nullable Extent extent, String alias, ResourcePlan plan) {
    return switch (extent) {
      case Extent.Own _ -> isOwn(plan, columnsOf(alias), caller.userId());
      case Extent.All _ -> SETTINGS;
      case Extent.Matching rows ->
          "(" + SETTINGS + " and " + matches(rows, columnsOf(alias), visible(), 0) + ")";
      case null -> "false";
    };
  }

  /// Conditions for scans as in [#forRead], one for each grant, of which a row meets at most one.
  /// Together they are [#forRead]. An `or` of them keeps PostgreSQL from reading the rows in the order
  /// of an index; each alone does not.
  ///
  /// @param extent null where the caller may not read the resource
  /// @param alias of the rows
  public List<String> branches(@Nullable Extent extent, String alias, ResourcePlan plan) {
    return branches(extent, alias, plan, false);
  }

  /// The conditions of [#branches] for rows that an index of words finds. The word of the owner leads to
  /// the own rows. `coalesce` hides the owner's column: PostgreSQL would read its index too, all rows
  /// of an owner who has many.
  List<String> searchBranches(@Nullable Extent extent, String alias, ResourcePlan plan) {
    if (extent instanceof Extent.Own) {
      return List.of(
          hidden(isOwn(plan, columnsOf(alias), caller.userId()))
              + ownWord(plan, plan.searchOwner()));
    }
    return branches(extent, alias, plan, true);
  }

  /// The condition of [#searchBranches] as one.
  String forSearch(@Nullable Extent extent, String alias, ResourcePlan plan) {
    List<String> branches = searchBranches(extent, alias, plan);
    return branches.size() == 1 ? branches.getFirst() : hidden(forRead(extent, alias, plan));
  }

  private static String hidden(String condition) {
    return "coalesce(" + condition + ", false)";
  }

  /// @param person the column of the caller's id
  private String ownWord(ResourcePlan plan, @Nullable String person) {
    TextSearch search = plan.search();
    return person == null
            || search == null
            || search.language() == null
            || !person.equals(plan.searchOwner())
        ? ""
        : " and %s @@ %s"
            .formatted(
                TsVectorExpression.of(search.language(), search.columns(), person),
                TsVectorExpression.ownerQuery(caller.userId()));
  }

  private List<String> branches(
      @Nullable Extent extent, String alias, ResourcePlan plan, boolean words) {
    if (!(extent instanceof Extent.Matching(List<Extent.Branch> branches))
        || branches.isEmpty()
        || branches.size() > MAX_BRANCHES) {
      String rows = forRead(extent, alias, plan);
      return List.of(words ? hidden(rows) : rows);
    }
    // The branch of a person comes last: what the others leave of the own rows is read at most once
    // for each of them, and what the own rows leave of all others would be for the whole table.
    List<Extent.Branch> ordered =
        branches.stream().sorted(Comparator.comparing(b -> b.person() != null)).toList();
    List<String> all = new ArrayList<>();
    StringBuilder others = new StringBuilder();
    for (Extent.Branch branch : ordered) {
      String rows = matches(new Extent.Matching(List.of(branch)), columnsOf(alias), visible(), 0);
      PersonColumn person = branch.person();
      String granted =
          words
              ? hidden(rows) + ownWord(plan, person == null || person.many() ? null : person.name())
              : rows;
      all.add("(" + SETTINGS + linked(branch, alias, plan) + " and " + granted + others + ")");
      others.append(" and ").append(rows).append(" is not true");
    }
    return all;
  }

  /// The condition that the caller is a member of the team that the request names, where `c` is
  /// visible.
  String isMemberOfNamedTeam() {
    return TeamMembershipSql.isMember(caller.teamId(), caller.userId());
  }

  /// Where a list of the row must hold the caller's id: the row is one of those to which the caller is
  /// linked. It adds nothing to the condition on the list, and finds the rows by their key.
  private String linked(Extent.Branch branch, String alias, ResourcePlan plan) {
    PersonColumn person = branch.person();
    return person == null || !person.many()
        ? ""
        : " and %s.%s = any (array(select l.%s from %s as l where l.%s = %s))"
            .formatted(
                alias,
                TableSql.id(plan),
                SqlQuoting.identifier(TablePlan.Link.ROW),
                SqlQuoting.qualified(TablePlan.SCHEMA, plan.table().link(person.name()).name()),
                SqlQuoting.identifier(TablePlan.Link.ITEM),
                caller.userId());
  }

  /// The condition inside a change, where `c` is not visible. [CallerSettingsSql#afterCaller] makes
  /// the change wait for the settings.
  ///
  /// @param extent null where the caller may not read the resource
  /// @param alias of the rows
  public String forChange(@Nullable Extent extent, String alias, ResourcePlan plan) {
    return switch (extent) {
      case Extent.Own _ -> isOwn(plan, columnsOf(alias), caller.userIdParameter());
      case Extent.All _ -> "true";
      case Extent.Matching rows -> matches(rows, columnsOf(alias), parameters(), 0);
      case null -> "false";
    };
  }

  /// The condition on the row that an update makes.
  ///
  /// @param newValue the new value of a column, by its quoted name, in parentheses
  /// @return null if every update of a row within the extent leaves it there
  public @Nullable String afterUpdate(Extent extent, UnaryOperator<String> newValue) {
    return extent instanceof Extent.Matching rows ? matches(rows, newValue, parameters(), 0) : null;
  }

  /// The condition that a column keeps its value or makes a move that the caller may make.
  ///
  /// @param before the stored value
  /// @param after the new value, in parentheses
  /// @param alias of the rows
  public String forMove(
      List<AllowedMove> moves, String before, String after, String alias, ResourcePlan plan) {
    return move(moves, before, after, rows -> forChange(rows, alias, plan));
  }

  /// The same condition for a scan that follows the settings row `c`, as in [#forRead].
  public String forReadOfMove(
      List<AllowedMove> moves, String before, String after, String alias, ResourcePlan plan) {
    return move(moves, before, after, rows -> forRead(rows, alias, plan));
  }

  private static String move(
      List<AllowedMove> moves, String before, String after, Function<Extent, String> granted) {
    return MoveSql.of(
        before,
        after,
        moves.stream()
            .map(
                m ->
                    new GrantedMove(
                        m.from(),
                        m.to(),
                        m.rows() instanceof Extent.All ? "" : granted.apply(m.rows())))
            .toList());
  }

  /// The condition that an update keeps the value of a field, or that its caller may write the field
  /// in the stored row.
  ///
  /// @param kept the condition that it keeps the value; never unknown
  /// @param rows in which the caller may write the field
  /// @param alias of the stored rows
  public String forFieldUpdate(String kept, Extent rows, String alias, ResourcePlan plan) {
    return "(" + kept + " or " + forChange(rows, alias, plan) + ")";
  }

  /// The condition that a new row has the default value of a field, or that its caller may write the
  /// field in this row. `c` is visible.
  ///
  /// @param kept as for [#forFieldUpdate]
  /// @param rows in which the caller may write the field, each the caller's own or nobody's
  /// @param value as for [#forInsert]
  public String forFieldInsert(String kept, Extent rows, UnaryOperator<String> value) {
    String granted = forInsert(rows, value);
    return granted == null ? "true" : "(" + kept + " or " + granted + ")";
  }

  /// The condition on a new row, where `c` is visible. The row is the caller's own, or nobody's.
  ///
  /// @param value the value of a column, by its quoted name, in parentheses
  /// @return null if every new row is within the extent
  public @Nullable String forInsert(Extent extent, UnaryOperator<String> value) {
    return extent instanceof Extent.Matching rows ? matches(rows, value, visible(), 0) : null;
  }

  /// Who the caller is, in a part of the statement.
  ///
  /// @param settings the condition that makes this part wait for the settings; empty for none
  private record CallerIds(String userId, String teamId, String settings) {}

  /// Where `c` is visible.
  private CallerIds visible() {
    return new CallerIds(caller.userId(), caller.teamId(), SETTINGS);
  }

  /// Where `c` is not visible.
  private CallerIds parameters() {
    return new CallerIds(caller.userIdParameter(), caller.teamIdParameter(), "");
  }

  private static UnaryOperator<String> columnsOf(String alias) {
    return column -> alias + "." + column;
  }

  private static String isOwn(ResourcePlan plan, UnaryOperator<String> columns, String userId) {
    return columns.apply(TableSql.owner(plan).orElseThrow()) + " = " + userId;
  }

  /// @param depth the number of referenced rows around the condition
  private String matches(
      Extent.Matching rows, UnaryOperator<String> columns, CallerIds ids, int depth) {
    if (rows.branches().isEmpty()) {
      return "false";
    }
    RowReference row =
        new RowReference() {
          @Override
          public String column(String name) {
            return columns.apply(SqlQuoting.identifier(name));
          }

          @Override
          public String currentUser() {
            return ids.userId();
          }
        };
    return rows.branches().stream()
        .map(
            branch -> {
              List<String> terms = new ArrayList<>();
              Extent.TeamMembership team = branch.team();
              if (team != null) {
                terms.add(isMember(team, row.column(team.column()), ids));
              }
              PersonColumn person = branch.person();
              if (person != null) {
                terms.add(person.holds(row.column(person.name()), ids.userId()));
              }
              Rule condition = branch.condition();
              if (!branch.path().isEmpty()) {
                terms.add(
                    RelatedRowSql.exists(
                        steps(branch.path(), ids, depth),
                        branch.pathPerson(),
                        condition,
                        row,
                        depth,
                        ""));
              } else if (condition != null) {
                terms.add(RuleSql.of(condition, row));
              }
              return terms.isEmpty() ? "true" : String.join(" and ", terms);
            })
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  private static String isMember(Extent.TeamMembership team, String column, CallerIds ids) {
    return team.named()
        ? TeamMembershipSql.ofNamed(column, team.roles(), ids.teamId(), ids.userId())
        : TeamMembershipSql.ofAny(column, team.roles(), ids.userId());
  }

  /// Where `c` is visible, each step names it: PostgreSQL evaluates a subselect that depends on
  /// parameters alone before the rest of the statement.
  private List<RelatedRowSql.Step> steps(List<Extent.RelatedRow> path, CallerIds ids, int depth) {
    String settings = ids.settings();
    List<RelatedRowSql.Step> steps = new ArrayList<>();
    for (Extent.RelatedRow related : path) {
      ResourcePlan target = related.target();
      int inner = depth + path.size();
      steps.add(
          new RelatedRowSql.Step(
              related.relation(),
              related.column(),
              TableSql.of(target),
              related.key(),
              alias ->
                  switch (related.extent()) {
                    case Extent.Own _ -> isOwn(target, columnsOf(alias), ids.userId());
                    case Extent.All _ -> settings;
                    case Extent.Matching rows ->
                        (settings.isEmpty() ? "" : settings + " and ")
                            + matches(rows, columnsOf(alias), ids, inner);
                  }));
    }
    return steps;
  }
}
