package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.TestStep;
import dev.freehold.testkit.value.RowSample;
import dev.freehold.testkit.value.RowSampleGenerator;
import dev.freehold.testkit.value.ValueSamples;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Builds a test case step by step.
final class TestCaseBuilder {
  private final TestedApi api;
  private final List<Supplier<TestStep>> steps = new ArrayList<>();
  private final Map<String, List<String>> people = new LinkedHashMap<>();

  /// The rows of earlier steps, by the texts that stand for their ids.
  private final Map<Object, CreatedRow> created = new HashMap<>();

  private boolean requireFreshUsers;
  private int rows;

  TestCaseBuilder(TestedApi api) {
    this.api = api;
  }

  /// Requires users without earlier rows.
  public void requireFreshUsers() {
    requireFreshUsers = true;
  }

  public TestStepBuilder send(TestActor actor, String method, String path) {
    meet(actor);
    TestStepBuilder step = new TestStepBuilder(steps.size(), actor, method, path);
    steps.add(step::build);
    return step;
  }

  public void paginate(
      TestActor actor,
      TestStepBuilder ask,
      boolean byCursor,
      int limit,
      String key,
      List<String> ids) {
    meet(actor);
    steps.add(
        () ->
            new TestStep.PaginationStep(actor.name(), ask.toRequest(), byCursor, limit, key, ids));
  }

  /// A request that is not a separate step, for [#paginate].
  public static TestStepBuilder detachedRequest(TestActor actor, String path) {
    return new TestStepBuilder(0, actor, "GET", path);
  }

  /// Has an account made for someone, whom a step may name.
  void meet(TestActor actor) {
    if (actor.signedIn()) {
      people.put(actor.name(), actor.roles());
    }
  }

  public CreatedRow createRow(ResourcePlan resource, TestActor by) {
    return createRow(resource, by, Map.of());
  }

  /// Creates a row, after the rows that it must reference.
  ///
  /// @param fixed values that the body must have
  /// @throws SampleUnavailableException if the row cannot be created
  public CreatedRow createRow(
      ResourcePlan resource, TestActor by, Map<String, @Nullable Object> fixed) {
    TestedApi.obstacle(resource)
        .ifPresent(
            why -> {
              throw new SampleUnavailableException(why);
            });
    return createRowFrom(resource, by, sampleRow(resource, by, fixed, false));
  }

  public CreatedRow createRowFrom(ResourcePlan resource, TestActor by, RowSample sample) {
    String name = "row" + ++rows;
    send(by, "POST", "/" + resource.name())
        .body(sample.body())
        .expectStatus(201)
        .save(name, "data.id");
    CreatedRow row = new CreatedRow(resource, name, sample);
    created.put(row.id(), row);
    return row;
  }

  /// The body of a row, after the steps that create the rows it must reference.
  ///
  /// @param full whether to include optional fields
  public RowSample sampleRow(
      ResourcePlan resource, TestActor by, Map<String, @Nullable Object> fixed, boolean full) {
    Map<String, @Nullable Object> known = withRequiredReferences(resource, by, fixed);
    return sampleGenerator(resource, by)
        .validRow(known, nextRowNumber(resource), full)
        .orElseThrow(() -> new SampleUnavailableException(why(resource, fixed)));
  }

  private static String why(ResourcePlan resource, Map<String, @Nullable Object> fixed) {
    return "no row of "
        + resource.name()
        + (fixed.isEmpty() ? "" : " with " + String.join(", ", fixed.keySet()) + " like that")
        + " was found that keeps to its patterns and checks";
  }

  public RowSampleGenerator sampleGenerator(ResourcePlan resource, TestActor by) {
    return new RowSampleGenerator(
        resource, by.creates(resource), row -> api.isListed(resource, row), this::values);
  }

  /// The values of a row of an earlier step; empty if the id is of none.
  private Map<String, @Nullable Object> values(Object id) {
    CreatedRow row = created.get(id);
    return row == null ? Map.of() : row.sample().row();
  }

  /// Adds the required references.
  public Map<String, @Nullable Object> withRequiredReferences(
      ResourcePlan resource, TestActor by, Map<String, @Nullable Object> fixed) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>(fixed);
    for (WriteField field : by.creates(resource)) {
      ColumnPlan column = field.column();
      if (column.reference() != null && field.required() && !fixed.containsKey(column.name())) {
        known.put(column.name(), createReferenceTarget(column, by).id());
      }
    }
    return known;
  }

  /// The number of the next row. Requires users without earlier rows if theirs could have its values.
  ///
  /// @throws SampleUnavailableException if earlier rows have its values, no matter who owns them
  public int nextRowNumber(ResourcePlan resource) {
    return nextRowNumbers(resource, 1);
  }

  /// The first of some consecutive numbers of rows, see [#nextRowNumber].
  int nextRowNumbers(ResourcePlan resource, int count) {
    RowNumbers.Block block = api.rowNumbers(resource).next(count);
    if (block.repeatsOfAll()) {
      throw new SampleUnavailableException(
          "cases share the rows of " + resource.name() + ", which have all values of a unique set");
    }
    if (block.repeatsOfOwner() || api.maxDistinctRows(resource) < TestedApi.ENOUGH) {
      requireFreshUsers = true;
    }
    return block.first();
  }

  /// Creates a row that a column of the actor's rows may reference.
  ///
  /// @throws SampleUnavailableException if there can be none
  public CreatedRow createReferenceTarget(ColumnPlan column, TestActor by) {
    ColumnPlan.Reference reference = column.reference();
    if (reference == null) {
      throw new IllegalArgumentException(column.name());
    }
    if (reference.person()) {
      throw new SampleUnavailableException(column.name() + " names an account");
    }
    ResourcePlan target = api.plan().resource(reference.target());
    if (by.mayAccessSomeRow(target, CrudOperation.CREATE)) {
      return createRow(target, by);
    }
    Optional<TestActor> maker =
        by.mayAccessAnyRow(target, CrudOperation.READ)
            ? api.owner(target).map(TestCaseBuilder::maker)
            : Optional.empty();
    return createRow(
        target,
        maker.orElseThrow(
            () ->
                new SampleUnavailableException(
                    "no row of "
                        + target.name()
                        + " can be made that "
                        + column.name()
                        + " may point at")));
  }

  private static TestActor maker(TestActor owner) {
    return new TestActor(
        "maker_" + String.join("_", owner.roles()), owner.description(), owner.roles());
  }

  /// A change of a row that no rule prevents; empty if the actor has none.
  public Optional<Map.Entry<String, Object>> findChange(CreatedRow row, TestActor by) {
    return RowChange.of(row, by, nextRowNumber(row.resource()), _ -> true);
  }

  /// A change of a row that no rule prevents, of a field that the actor reads: the tag of the row
  /// does not move with another.
  public Optional<Map.Entry<String, Object>> findVisibleChange(CreatedRow row, TestActor by) {
    return RowChange.of(
        row, by, nextRowNumber(row.resource()), column -> by.reads(row.resource(), column.name()));
  }

  /// Requests the list without the default options that would hide rows.
  public TestStepBuilder list(TestActor actor, ResourcePlan resource) {
    return send(actor, "GET", "/" + resource.name()).query(api.unfilteredParameters(resource));
  }

  public static String nonexistentId(ResourcePlan resource) {
    return resource.id() == Spec.IdType.INTEGER
        ? "9007199254740991"
        : "018f0000-0000-7000-8000-000000000000";
  }

  TestCase build(String group, String name) {
    return new TestCase(
        group, name, people, requireFreshUsers, steps.stream().map(Supplier::get).toList(), "");
  }

  /// Thrown if a row or value for a case cannot be created. The message gives the reason.
  public static final class SampleUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SampleUnavailableException(String why) {
      super(why);
    }
  }

  /// A row created by an earlier step of the case.
  ///
  /// @param name the variable of its id
  public record CreatedRow(ResourcePlan resource, String name, RowSample sample) {
    public String id() {
      return "{" + name + "}";
    }

    public String path() {
      return "/" + resource.name() + "/" + id();
    }

    public @Nullable Object value(String field) {
      return sample.row().get(field);
    }

    /// A text that occurs only in this row; empty if there is none.
    public String uniqueText() {
      return sample.body().values().stream()
          .filter(String.class::isInstance)
          .map(v -> Objects.toString(v))
          .filter(v -> v.startsWith("Item ") && v.length() < 40)
          .findFirst()
          .orElse("");
    }
  }

  /// A small change of a row.
  static final class RowChange {
    private RowChange() {}

    /// A change of one field that no check reads, to a value that no other row has.
    static Optional<Map.Entry<String, Object>> of(
        CreatedRow row, TestActor by, int n, Predicate<ColumnPlan> which) {
      return by.updates(row.resource()).stream()
          .map(WriteField::column)
          .filter(which)
          .filter(c -> c.reference() == null && isFree(row.resource(), c))
          .flatMap(
              c ->
                  IntStream.range(n, n + 3)
                      .mapToObj(i -> ValueSamples.of(c, i))
                      .flatMap(Optional::stream)
                      .filter(v -> !Objects.equals(v, row.value(c.name())))
                      .map(v -> Map.entry(c.name(), v)))
          .findFirst();
    }

    static boolean isFree(ResourcePlan resource, ColumnPlan column) {
      String name = column.name();
      boolean few =
          column.type().scalar() == ScalarType.BOOLEAN || column.type().scalar() == ScalarType.ENUM;
      return resource.table().checks().stream().noneMatch(c -> c.rule().columns().contains(name))
          && (!few
              || resource.table().uniques().stream().noneMatch(u -> u.columns().contains(name)))
          && resource.filters().stream()
              .flatMap(f -> TestedApi.defaultOption(f).conditions().stream())
              .noneMatch(c -> c.field().equals(name));
    }
  }
}
