package dev.freehold.testing;

import com.google.re2j.Pattern;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Specs made by hand, for tests that change one thing in them.
public final class SampleSpecs {
  private static final List<Spec.SortKey> NEWEST = List.of(new Spec.SortKey("created_at", true));

  private SampleSpecs() {}

  public static ApiPlan plan(Spec.Resource... resources) {
    return ApiPlanner.plan(
        new Spec("Sample", "1.0.0", null, Spec.Auth.DEFAULT, List.of(resources)));
  }

  /// The default spec's tasks, with further fields.
  public static Spec.Resource tasks(Spec.Field... more) {
    return tasks(200, more);
  }

  public static Spec.Resource tasks(int maxTitle, Spec.Field... more) {
    List<Spec.Field> fields = new ArrayList<>();
    fields.add(field("title", ScalarType.STRING, text(1, maxTitle), true, null));
    fields.add(field("description", ScalarType.TEXT, text(0, 1000), false, null));
    fields.add(field("completed", ScalarType.BOOLEAN, FieldConstraints.NONE, false, false));
    fields.addAll(Arrays.asList(more));
    return resource("tasks", Spec.IdType.INTEGER, fields, List.of(), List.of());
  }

  /// A resource with a field of every type and of an array of it, named by the type's word, arrays with an `s`.
  public static Spec.Resource everyType() {
    List<Spec.Field> fields = new ArrayList<>();
    for (ScalarType scalar : ScalarType.values()) {
      FieldConstraints rules = rules(scalar);
      fields.add(field("a_" + scalar.keyword(), scalar, rules, false, null));
      fields.add(
          new Spec.Field(
              "a_" + scalar.keyword() + "s",
              null,
              new FieldType(scalar, true),
              rules,
              false,
              false,
              false,
              false,
              false,
              null));
    }
    return resource("things", Spec.IdType.UUID, fields, List.of(), List.of());
  }

  private static FieldConstraints rules(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> text(2, 5);
      case ENUM ->
          new FieldConstraints(
              null, new FieldConstraints.Range(null, null), List.of("low", "it's", "a\\b"));
      case INTEGER, BIGINT, DECIMAL ->
          new FieldConstraints(
              null,
              new FieldConstraints.Range(new BigDecimal("-5"), new BigDecimal("10")),
              List.of());
      case NUMBER ->
          new FieldConstraints(
              null,
              new FieldConstraints.Range(new BigDecimal("-0.5"), new BigDecimal("1e300")),
              List.of());
      case BOOLEAN, DATE, TIME, DATETIME, UUID, JSON -> FieldConstraints.NONE;
    };
  }

  public static Spec.Resource resource(
      String name,
      Spec.IdType id,
      List<Spec.Field> fields,
      List<List<String>> unique,
      List<List<Spec.SortKey>> indexes) {
    return new Spec.Resource(
        name, null, id, fields, List.of(), NEWEST, Spec.Limit.DEFAULT, unique, indexes);
  }

  public static Spec.Field field(
      String name,
      ScalarType scalar,
      FieldConstraints rules,
      boolean required,
      @Nullable Object defaultValue) {
    return new Spec.Field(
        name,
        null,
        FieldType.of(scalar),
        rules,
        required,
        false,
        false,
        false,
        false,
        defaultValue);
  }

  public static FieldConstraints text(int minLength, int maxLength) {
    return new FieldConstraints(
        new FieldConstraints.Text(minLength, maxLength, (Pattern) null, false, false, false),
        new FieldConstraints.Range(null, null),
        List.of());
  }
}
