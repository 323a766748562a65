package dev.freehold.testing;

import com.google.re2j.Pattern;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.IdType;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sample specs for tests that modify one part.
public final class SampleSpecs {

  private SampleSpecs() {}

  public static ApiPlan plan(Spec.Resource... resources) {
    return ApiPlanner.plan(
        new Spec("Sample", "1.0.0", null, Spec.Auth.DEFAULT, List.of(resources)));
  }

  /// The resource `tasks` of the default spec with additional fields.
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

  /// A resource with a field for every type and every array type. A field has the name of its type,
  /// an array field with an `s`.
  public static Spec.Resource everyType() {
    List<Spec.Field> fields = new ArrayList<>();
    for (ScalarType scalar : ScalarType.ofFields().toList()) {
      FieldConstraints rules = rules(scalar);
      fields.add(field("a_" + scalar.keyword(), scalar, rules, false, null));
      fields.add(
          Spec.Field.builder("a_" + scalar.keyword() + "s", new FieldType(scalar, true))
              .constraints(rules)
              .build());
    }
    return resource("things", Spec.IdType.UUID, fields, List.of(), List.of());
  }

  private static FieldConstraints rules(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> text(2, 5);
      case ENUM ->
          new FieldConstraints(
              null, new FieldConstraints.Range(null, null), List.of("low", "it's", "a\\b"));
      case INTEGER, BIGINT, INTEGER_ID, DECIMAL ->
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
    return Spec.Resource.builder(name, fields)
        .id(id)
        .unique(unique.stream().map(Spec.UniqueSet::ofOwner).toList())
        .indexes(indexes)
        .build();
  }

  public static Spec.Field field(
      String name,
      ScalarType scalar,
      FieldConstraints rules,
      boolean required,
      @Nullable Object defaultValue) {
    return Spec.Field.builder(name, FieldType.of(scalar))
        .constraints(rules)
        .required(required)
        .defaultValue(defaultValue)
        .build();
  }

  public static FieldConstraints text(int minLength, int maxLength) {
    return new FieldConstraints(
        new FieldConstraints.Text(minLength, maxLength, (Pattern) null, false, false, false, false),
        new FieldConstraints.Range(null, null),
        List.of());
  }

  /// The plan of the spec in `folder`.
  public static ApiPlan golden(Path folder) {
    try {
      return plan(Files.readString(folder.resolve("freehold.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The plan of a golden spec with references and shared rows: `blog`, `projects`, `shop`.
  public static ApiPlan golden(String name) {
    return golden(Path.of("testdata/golden/tables", name));
  }

  /// @param yaml a valid spec
  public static ApiPlan plan(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues().toString());
    };
  }

  public static Spec spec(String name, Spec.Resource... resources) {
    return new Spec(name, "1.0.0", null, Spec.Auth.DEFAULT, List.of(resources));
  }

  public static Spec.Resource resource(
      String name, IdType id, Access access, Spec.@Nullable Search search, Spec.Field... fields) {
    return Spec.Resource.builder(name, List.of(fields))
        .id(id)
        .access(access)
        .search(search)
        .build();
  }

  public static Spec.Field title() {
    return field("title", ScalarType.STRING, text(1, 200), true, null);
  }

  public static Spec.Field ref(
      String relation, String to, IdType id, OnDelete onDelete, boolean required) {
    return Spec.Field.builder(
            relation + "_id",
            FieldType.of(id == IdType.UUID ? ScalarType.UUID : ScalarType.INTEGER_ID))
        .required(required)
        .ref(new Spec.Ref(relation, to, onDelete))
        .build();
  }

  /// Parses grants of the spec language, such as `owner or role:editor`; empty for none.
  public static Access access(String read, String create, String update, String delete) {
    return new Access(grants(read), grants(create), grants(update), grants(delete));
  }

  private static List<Grant> grants(String words) {
    return Stream.of(words.split(" or ", -1))
        .filter(w -> !w.isEmpty())
        .<Grant>map(
            w ->
                switch (w) {
                  case "owner" -> new Grant.Owner();
                  case "user" -> new Grant.User();
                  case "public" -> new Grant.Public();
                  default -> new Grant.Role(w.substring("role:".length()));
                })
        .toList();
  }
}
