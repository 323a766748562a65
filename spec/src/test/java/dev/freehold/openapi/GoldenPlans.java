package dev.freehold.openapi;

import com.google.re2j.Pattern;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The plans of the golden specs, by folder name.
final class GoldenPlans {
  private GoldenPlans() {}

  /// Read once: reading all of them takes a second.
  private static final class AllPlans {
    static final Map<String, ApiPlan> PLANS = read();

    private static Map<String, ApiPlan> read() {
      Map<String, ApiPlan> plans = golden();
      plans.putAll(folders("tables"));
      plans.put("everything", plan("Everything", Spec.Auth.DEFAULT, List.of(everyType())));
      return Collections.unmodifiableMap(plans);
    }
  }

  /// The plans of the golden specs, and one plan with more combinations than a spec can have.
  static Map<String, ApiPlan> all() {
    return AllPlans.PLANS;
  }

  static Map<String, ApiPlan> golden() {
    Map<String, ApiPlan> plans = folders("plan");
    plans.putAll(folders("document"));
    return plans;
  }

  private static Map<String, ApiPlan> folders(String family) {
    return folders(family, _ -> true);
  }

  private static Map<String, ApiPlan> folders(String family, Predicate<String> wanted) {
    Map<String, ApiPlan> plans = new LinkedHashMap<>();
    for (Path folder : GoldenFiles.cases(family)) {
      String name = folder.getFileName().toString();
      if (wanted.test(name)) {
        plans.put(name, read(folder.resolve("freehold.yaml")));
      }
    }
    return plans;
  }

  /// @param folder of a valid spec among those of the checker
  static ApiPlan inSpec(String folder) {
    return Objects.requireNonNull(folders("spec", folder::equals).get(folder), folder);
  }

  static ApiPlan read(Path file) {
    try {
      return switch (SpecChecker.check(Files.readAllBytes(file))) {
        case SpecResult.Valid(Spec spec, _) -> ApiPlanner.plan(spec);
        case SpecResult.Invalid invalid -> throw new AssertionError(file + " " + invalid.issues());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ApiPlan of(String name) {
    return in(all(), name);
  }

  static ApiPlan in(Map<String, ApiPlan> plans, String name) {
    return Objects.requireNonNull(plans.get(name), name);
  }

  private static ApiPlan plan(String name, Spec.Auth auth, List<Spec.Resource> resources) {
    return ApiPlanner.plan(new Spec(name, "1.0.0", null, auth, resources));
  }

  static ApiPlan named(String... resources) {
    List<Spec.Resource> all = new ArrayList<>();
    for (String resource : resources) {
      all.add(resource(resource, List.of(field("title", ScalarType.STRING, text(0, 9, null)))));
    }
    return plan("Names", Spec.Auth.DEFAULT, all);
  }

  /// A resource `things` with one field, a whole number.
  static ApiPlan withField(String name) {
    Spec.Field field = field(name, ScalarType.INTEGER, FieldConstraints.NONE);
    return plan("Names", Spec.Auth.DEFAULT, List.of(resource("things", List.of(field))));
  }

  private static Spec.Resource everyType() {
    List<Spec.Field> fields = new ArrayList<>();
    for (ScalarType scalar : ScalarType.ofFields().toList()) {
      fields.add(field("a_" + scalar.keyword(), scalar, rules(scalar)));
      fields.add(required("must_" + scalar.keyword(), FieldType.of(scalar), rules(scalar)));
      fields.add(required("many_" + scalar.keyword(), new FieldType(scalar, true), rules(scalar)));
    }
    fields.add(field("slug", ScalarType.STRING, text(3, 40, "^[a-z]+(?:-[a-z]+)*$")));
    fields.add(field("odd", ScalarType.STRING, text(0, 40, "(?i)^x\\Qy\\E$")));
    fields.add(field("long", ScalarType.STRING, trimmed(20, 40, false)));
    fields.add(standard("price", ScalarType.DECIMAL, range("0", "99.50"), new BigDecimal("1.50")));
    fields.add(field("stars", ScalarType.INTEGER, range("2", "5")));
    fields.add(flags("secret", true, false, false, false));
    fields.add(flags("once", false, true, false, false));
    fields.add(flags("fixed", false, false, true, false));
    fields.add(flags("single", false, false, false, true));
    return resource("things", fields);
  }

  private static Spec.Resource resource(String name, List<Spec.Field> fields) {
    return Spec.Resource.builder(name, fields)
        .sort(List.of(new Spec.SortKey("id", false)))
        .limit(new Spec.Limit(10, 50))
        .build();
  }

  private static Spec.Field flags(
      String name, boolean hidden, boolean once, boolean readonly, boolean unique) {
    return Spec.Field.builder(name, FieldType.of(ScalarType.STRING))
        .description("A field.")
        .constraints(text(0, 50, null))
        .unique(unique)
        .readonly(readonly)
        .writeOnce(once)
        .hidden(hidden)
        .build();
  }

  private static Spec.Field field(String name, ScalarType scalar, FieldConstraints rules) {
    return Spec.Field.builder(name, FieldType.of(scalar)).constraints(rules).build();
  }

  private static Spec.Field required(String name, FieldType type, FieldConstraints rules) {
    return Spec.Field.builder(name, type).constraints(rules).required(true).build();
  }

  private static Spec.Field standard(
      String name, ScalarType scalar, FieldConstraints rules, Object value) {
    return Spec.Field.builder(name, FieldType.of(scalar))
        .constraints(rules)
        .defaultValue(value)
        .build();
  }

  private static FieldConstraints rules(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> text(0, 200, null);
      case ENUM ->
          new FieldConstraints(null, FieldConstraints.NONE.range(), List.of("low", "high"));
      case INTEGER,
          BIGINT,
          INTEGER_ID,
          NUMBER,
          DECIMAL,
          BOOLEAN,
          DATE,
          TIME,
          DATETIME,
          UUID,
          JSON ->
          FieldConstraints.NONE;
    };
  }

  static FieldConstraints text(int least, int most, @Nullable String pattern) {
    Pattern compiled = pattern == null ? null : Pattern.compile(pattern);
    return new FieldConstraints(
        new FieldConstraints.Text(least, most, compiled, false, false, false, false),
        FieldConstraints.NONE.range(),
        List.of());
  }

  static FieldConstraints trimmed(int least, int most, boolean stripHtml) {
    return new FieldConstraints(
        new FieldConstraints.Text(least, most, null, true, stripHtml, false, false),
        FieldConstraints.NONE.range(),
        List.of());
  }

  private static FieldConstraints range(String least, String most) {
    return new FieldConstraints(
        null, new FieldConstraints.Range(new BigDecimal(least), new BigDecimal(most)), List.of());
  }
}
