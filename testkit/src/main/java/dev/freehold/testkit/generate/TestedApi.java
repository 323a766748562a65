package dev.freehold.testkit.generate;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.testkit.value.ValueSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The plan under test, with queries for the generators.
final class TestedApi {
  /// The number of different rows that is enough for the cases of a resource.
  static final int ENOUGH = 1000;

  private final ApiPlan plan;
  private final Map<String, Integer> maxDistinctRows = new HashMap<>();
  private final Map<String, RowNumbers> numbers = new HashMap<>();

  public TestedApi(ApiPlan plan) {
    this.plan = plan;
  }

  public ApiPlan plan() {
    return plan;
  }

  /// Why no case can have rows of a resource; empty if cases can.
  static Optional<String> obstacle(ResourcePlan resource) {
    if (resource.isOfTeam()) {
      return Optional.of("the rows of " + resource.name() + " belong to a team");
    }
    if (resource.access().dependsOnRow()) {
      return Optional.of("access to " + resource.name() + " depends on the values of a row");
    }
    Optional<ColumnPlan> written =
        resource.table().columns().stream().filter(ColumnPlan::isWrittenByRow).findFirst();
    if (written.isPresent()) {
      return Optional.of(
          "who may write "
              + written.get().name()
              + " of "
              + resource.name()
              + " depends on the row");
    }
    Optional<ColumnPlan> read =
        resource.table().columns().stream().filter(ColumnPlan::isReadByRow).findFirst();
    if (read.isPresent()) {
      return Optional.of(
          "who may read " + read.get().name() + " of " + resource.name() + " depends on the row");
    }
    Optional<List<String>> owner = resource.table().owner().map(column -> List.of(column.name()));
    if (resource.table().uniques().stream()
        .anyMatch(unique -> owner.filter(unique.columns()::equals).isPresent())) {
      return Optional.of("each user has one row of " + resource.name());
    }
    return resource.table().uniques().stream()
        .filter(unique -> unique.within() == Within.ALL && rows(resource, unique) < ENOUGH)
        .map(
            unique ->
                "cases share the rows of "
                    + resource.name()
                    + ", and there are too few different values of "
                    + String.join(", ", unique.fields()))
        .findFirst();
  }

  /// Whether a unique set of the rows of one owner, or of all rows, has the column.
  static boolean isUnique(ResourcePlan resource, ColumnPlan column) {
    return sets(resource, column).findAny().isPresent();
  }

  /// Whether a unique set of all rows has the column. The rows of other cases then restrict its
  /// values, no matter who owns them.
  static boolean isUniqueAmongAll(ResourcePlan resource, ColumnPlan column) {
    return sets(resource, column).anyMatch(unique -> unique.within() == Within.ALL);
  }

  private static Stream<TablePlan.Unique> sets(ResourcePlan resource, ColumnPlan column) {
    return resource.table().uniques().stream().filter(u -> u.columns().contains(column.name()));
  }

  /// The numbers of the rows of a resource.
  RowNumbers rowNumbers(ResourcePlan resource) {
    return numbers.computeIfAbsent(resource.name(), _ -> new RowNumbers(resource));
  }

  /// The actor that creates the rows of a case, with the fewest roles; empty if no one may create
  /// rows.
  public Optional<TestActor> owner(ResourcePlan resource) {
    return Stream.concat(
            Stream.of(List.<String>of()), plan.auth().roles().stream().map(role -> List.of(role)))
        .map(TestActor::owner)
        .filter(actor -> actor.mayAccessSomeRow(resource, CrudOperation.CREATE))
        .findFirst();
  }

  /// The [#owner], which must exist.
  ///
  /// @throws SampleUnavailableException if there is none
  public TestActor requireOwner(ResourcePlan resource) {
    return owner(resource)
        .orElseThrow(
            () -> new SampleUnavailableException("no one may create a row of " + resource.name()));
  }

  /// All actors of the tests of an operation.
  public List<TestActor> allActors(ResourcePlan resource) {
    List<TestActor> all = new ArrayList<>(List.of(TestActor.ANONYMOUS));
    owner(resource).ifPresent(all::add);
    all.add(TestActor.OTHER);
    plan.auth().roles().forEach(role -> all.add(TestActor.with(role)));
    return all;
  }

  /// The parameters that disable the default options of named filters, which would hide rows.
  public List<Map.Entry<String, String>> unfilteredParameters(ResourcePlan resource) {
    return resource.filters().stream()
        .filter(f -> !defaultOption(f).conditions().isEmpty())
        .flatMap(f -> free(f).map(o -> Map.entry(f.name(), o.name())).stream())
        .toList();
  }

  /// Whether lists with the [#unfilteredParameters] contain the row, by the default options of the
  /// other filters.
  public boolean isListed(ResourcePlan resource, Map<String, @Nullable Object> row) {
    return resource.filters().stream()
        .filter(f -> free(f).isEmpty())
        .allMatch(f -> matchesOption(resource, defaultOption(f), row));
  }

  private static Optional<Spec.Option> free(Spec.Filter filter) {
    return filter.options().stream().filter(o -> o.conditions().isEmpty()).findFirst();
  }

  public static Spec.Option defaultOption(Spec.Filter filter) {
    return filter.options().stream()
        .filter(o -> o.name().equals(filter.defaultOption()))
        .findFirst()
        .orElseThrow();
  }

  /// Whether a row meets all conditions of an option.
  public static boolean matchesOption(
      ResourcePlan resource, Spec.Option option, Map<String, @Nullable Object> row) {
    return option.conditions().stream()
        .allMatch(
            condition -> {
              Object is = row.get(condition.field());
              return switch (condition) {
                case Spec.Condition.Null _ -> is == null;
                case Spec.Condition.Equal equal ->
                    equals(resource, equal.field(), equal.value(), is);
                case Spec.Condition.OneOf one ->
                    one.values().stream().anyMatch(v -> equals(resource, one.field(), v, is));
              };
            });
  }

  private static boolean equals(
      ResourcePlan resource, String field, Object value, @Nullable Object is) {
    ColumnPlan column = resource.table().column(field);
    return is != null
        && JsonValueConverter.compare(
                column, Objects.requireNonNull(JsonValueConverter.toJson(column.type(), value)), is)
            == 0;
  }

  /// The number of different rows of one user that the unique sets allow, up to a limit. If rows have
  /// no owner, the number of all rows.
  public int maxDistinctRows(ResourcePlan resource) {
    return maxDistinctRows.computeIfAbsent(resource.name(), _ -> count(resource));
  }

  private static int count(ResourcePlan resource) {
    long most = ENOUGH;
    for (TablePlan.Unique unique : resource.table().uniques()) {
      most = Math.min(most, rows(resource, unique));
    }
    return (int) most;
  }

  private static long rows(ResourcePlan resource, TablePlan.Unique unique) {
    long rows = 1;
    for (String field : unique.fields()) {
      rows *= rows > ENOUGH ? 1 : kinds(resource.table().column(field));
    }
    return rows;
  }

  /// How many rows that are numbered in turn have different texts: of a pattern, or of a short length.
  private static long distinct(ColumnPlan column) {
    Set<Object> texts = new HashSet<>();
    for (int n = 1; n < ENOUGH; n++) {
      Optional<Object> text = ValueSamples.of(column, n);
      if (text.isEmpty() || !texts.add(text.get())) {
        return Math.max(1, texts.size());
      }
    }
    return ENOUGH;
  }

  private static long kinds(ColumnPlan column) {
    if (column.role() != ColumnPlan.Role.FIELD || column.reference() != null || column.nullable()) {
      return ENOUGH;
    }
    return switch (column.type().scalar()) {
      case BOOLEAN -> 2;
      case ENUM -> column.constraints().values().size();
      case INTEGER, BIGINT, INTEGER_ID -> {
        var range = column.constraints().range();
        yield range.minimum() == null || range.maximum() == null
            ? ENOUGH
            : Math.clamp(range.maximum().subtract(range.minimum()).longValue() + 1, 1, ENOUGH);
      }
      case STRING, TEXT -> {
        var text = column.constraints().text();
        yield text != null && (text.maxLength() < 3 || text.pattern() != null)
            ? distinct(column)
            : ENOUGH;
      }
      case NUMBER, DECIMAL, DATE, TIME, DATETIME, UUID, EMAIL, URL, JSON -> ENOUGH;
    };
  }
}
