package dev.freehold.testing;

import com.google.re2j.Pattern;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Specs for tests of the phases after the reader.
public final class TestSpecs {
  private TestSpecs() {}

  /// The Tasks API of the README.
  public static Spec tasks() {
    Spec.Resource tasks =
        Spec.Resource.builder(
                "tasks",
                List.of(
                    field(
                            "title",
                            FieldType.of(ScalarType.STRING),
                            text(1, 200, null, true, false, false))
                        .required(true)
                        .build(),
                    field(
                            "description",
                            FieldType.of(ScalarType.TEXT),
                            text(0, 1000, null, true, true, false))
                        .build(),
                    field("completed", FieldType.of(ScalarType.BOOLEAN), FieldConstraints.NONE)
                        .defaultValue(false)
                        .build()))
            .description("A person's to-do items.")
            .id(Spec.IdType.INTEGER)
            .filters(
                List.of(
                    new Spec.Filter(
                        "status",
                        "all",
                        List.of(
                            new Spec.Option("all", List.of()),
                            new Spec.Option(
                                "pending", List.of(new Spec.Condition.Equal("completed", false))),
                            new Spec.Option(
                                "completed",
                                List.of(new Spec.Condition.Equal("completed", true)))))))
            .limit(new Spec.Limit(20, 100))
            .build();
    return new Spec("Tasks", "1.0.0", null, Spec.Auth.DEFAULT, List.of(tasks));
  }

  /// A field `f_<type>` and an array `a_<type>` of each type, and every other option of a field.
  public static Spec everyType() {
    List<Spec.Field> fields = new ArrayList<>();
    for (ScalarType scalar : ScalarType.ofFields().toList()) {
      fields.add(field("f_" + scalar.keyword(), FieldType.of(scalar), rules(scalar)).build());
      fields.add(
          field("a_" + scalar.keyword(), new FieldType(scalar, true), rules(scalar)).build());
    }
    fields.add(
        field("code", FieldType.of(ScalarType.STRING), text(2, 10, "^[a-z]+$", true, false, true))
            .required(true)
            .unique(true)
            .build());
    fields.add(
        field("rank", FieldType.of(ScalarType.INTEGER), range("1", "5"))
            .required(true)
            .defaultValue(3)
            .build());
    fields.add(field("price", FieldType.of(ScalarType.DECIMAL), range("0", "9.5")).build());
    fields.add(
        field("made_by", FieldType.of(ScalarType.STRING), text(0, 50, null, false, false, false))
            .writeOnce(true)
            .build());
    fields.add(
        field("secret", FieldType.of(ScalarType.STRING), text(0, 50, null, false, false, false))
            .hidden(true)
            .build());
    fields.add(
        field("state", FieldType.of(ScalarType.STRING), text(0, 50, null, false, false, false))
            .readonly(true)
            .defaultValue("new")
            .build());
    Spec.Resource things =
        Spec.Resource.builder("things", fields)
            .filters(
                List.of(
                    new Spec.Filter(
                        "level",
                        "any",
                        List.of(
                            new Spec.Option("any", List.of()),
                            new Spec.Option(
                                "high", List.of(new Spec.Condition.OneOf("rank", List.of(4, 5)))),
                            new Spec.Option(
                                "none", List.of(new Spec.Condition.OneOf("rank", List.of()))))),
                    new Spec.Filter(
                        "priced",
                        "any",
                        List.of(
                            new Spec.Option("any", List.of()),
                            new Spec.Option("no", List.of(new Spec.Condition.Null("price"))),
                            new Spec.Option(
                                "cheap",
                                List.of(new Spec.Condition.Equal("price", new BigDecimal("1.50")))),
                            new Spec.Option(
                                "round",
                                List.of(
                                    new Spec.Condition.OneOf(
                                        "price",
                                        List.of(new BigDecimal("1"), new BigDecimal("2")))))))))
            .sort(List.of(new Spec.SortKey("price", false), new Spec.SortKey("code", true)))
            .limit(new Spec.Limit(5, 50))
            .unique(List.of(Spec.UniqueSet.ofOwner(List.of("rank", "made_by"))))
            .build();
    return new Spec("Things", "2.1.0", null, Spec.Auth.DEFAULT, List.of(things));
  }

  public static ApiPlan plan(Spec spec) {
    return ApiPlanner.plan(spec);
  }

  /// The plan of the first resource.
  public static ResourcePlan resource(Spec spec) {
    return ApiPlanner.plan(spec).resources().getFirst();
  }

  /// The view of the first resource for a signed-in user with these roles.
  public static ResourceView view(Spec spec, String... roles) {
    ApiPlan plan = ApiPlanner.plan(spec);
    return new ApiView(plan, true, Set.of(roles), null).resource(plan.resources().getFirst());
  }

  private static FieldConstraints rules(ScalarType scalar) {
    return switch (scalar) {
      case STRING -> text(0, 255, null, false, false, false);
      case TEXT -> text(0, 65_536, null, false, false, false);
      case EMAIL -> text(0, 254, null, false, false, false);
      case URL -> text(0, 2_048, null, false, false, false);
      case ENUM ->
          new FieldConstraints(
              null, FieldConstraints.NONE.range(), List.of("low", "it's \"high\"", "müde"));
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

  public static FieldConstraints text(
      int min, int max, @Nullable String pattern, boolean trim, boolean stripHtml, boolean lower) {
    return new FieldConstraints(
        new FieldConstraints.Text(
            min,
            max,
            pattern == null ? null : Pattern.compile(pattern),
            trim,
            stripHtml,
            lower,
            false),
        FieldConstraints.NONE.range(),
        List.of());
  }

  private static FieldConstraints range(String min, String max) {
    return new FieldConstraints(
        null, new FieldConstraints.Range(new BigDecimal(min), new BigDecimal(max)), List.of());
  }

  private static Spec.Field.Builder field(String name, FieldType type, FieldConstraints rules) {
    return Spec.Field.builder(name, type).constraints(rules);
  }
}
