package dev.freehold.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.draft.SourceModel.FieldContent;
import dev.freehold.draft.SourceModel.FieldFlag;
import dev.freehold.draft.SourceModel.RulePart;
import dev.freehold.draft.SourceModel.SourceField;
import dev.freehold.draft.SourceModel.SourceResource;
import dev.freehold.draft.SourceModel.SourceRule;
import dev.freehold.draft.SourceModel.SourceUnique;
import dev.freehold.draft.SourceModel.ValueConstraints;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SpecDrafterTest {
  private static SourceResource resource(String name, SourceField... fields) {
    return new SourceResource(
        name,
        "table " + name,
        null,
        true,
        List.of(),
        List.of(fields),
        List.of(),
        List.of(),
        List.of());
  }

  private static SourceField field(
      String name, ScalarType scalar, ValueConstraints limits, FieldFlag... flags) {
    return new SourceField(
        name,
        null,
        new FieldContent.Value(FieldType.of(scalar), limits),
        List.of(flags),
        null,
        List.of());
  }

  private static SourceField pointer(String name, String to, FieldFlag... flags) {
    return new SourceField(
        name,
        null,
        new FieldContent.RowReference(to, OnDelete.RESTRICT),
        List.of(flags),
        null,
        List.of());
  }

  private static String draft(SourceResource... resources) {
    return SpecDrafter.draft(new SourceModel("X", List.of(), List.of(resources)), "X")
        .orElseThrow();
  }

  @Test
  void writesWhatWasFound() {
    assertThat(
            draft(
                resource("projects", field("name", ScalarType.STRING, ValueConstraints.NONE)),
                resource(
                    "tasks",
                    field(
                        "title",
                        ScalarType.STRING,
                        ValueConstraints.NONE.withLength(1L, 200L),
                        FieldFlag.REQUIRED),
                    pointer("project_id", "projects"))))
        .isEqualTo(
            """
            freehold: 1
            name: X
            version: 1.0.0

            resources:
              # table projects
              projects:
                id: integer
                fields:
                  name: string

              # table tasks
              tasks:
                id: integer
                fields:
                  title: { type: string, required: true, minLength: 1, maxLength: 200 }
                  project: { type: ref, to: projects }
            """);
  }

  @Test
  void makesNamesValidAndSaysSo() {
    String draft =
        draft(
            resource(
                "Order Entries",
                field("DueOn", ScalarType.DATE, ValueConstraints.NONE),
                field("limit", ScalarType.INTEGER, ValueConstraints.NONE),
                field("123", ScalarType.INTEGER, ValueConstraints.NONE),
                field("größe\n# x: y", ScalarType.INTEGER, ValueConstraints.NONE),
                field("x".repeat(200), ScalarType.INTEGER, ValueConstraints.NONE)),
            resource("order_entry", field("a", ScalarType.STRING, ValueConstraints.NONE)),
            resource("auth", field("a", ScalarType.STRING, ValueConstraints.NONE)));
    Spec spec = SpecShape.checked(draft);
    assertThat(spec.resources().stream().map(Spec.Resource::name))
        .containsExactly("order_entries", "order_entry_2", "auth_2");
    assertThat(spec.resources().getFirst().fields().stream().map(Spec.Field::name))
        .containsExactly("due_on", "limit_2", "unnamed", "gr_e_x_y", "x".repeat(42));
    assertThat(draft).contains("# was called DueOn\n", "# was called größe # x: y\n");
  }

  @Test
  void whatTheLanguageRefusesIsLeftOutAndSaid() {
    String draft =
        draft(
            resource(
                "nodes",
                field(
                    "code",
                    ScalarType.STRING,
                    ValueConstraints.NONE.withPattern("(?=a)b"),
                    FieldFlag.REQUIRED),
                field(
                    "size",
                    ScalarType.INTEGER,
                    ValueConstraints.NONE.withRange(BigDecimal.TEN, BigDecimal.ONE)),
                field(
                    "key",
                    ScalarType.STRING,
                    ValueConstraints.NONE.withLength(null, 9_000L),
                    FieldFlag.UNIQUE),
                field("kind", ScalarType.ENUM, ValueConstraints.NONE),
                pointer("parent_id", "nodes", FieldFlag.REQUIRED)));
    Spec.Resource nodes = SpecShape.checked(draft).resources().getFirst();
    assertThat(nodes.fields().stream().map(Spec.Field::name))
        .containsExactly("code", "size", "key", "kind", "parent_id");
    assertThat(nodes.fields().getFirst().required()).isTrue();
    assertThat(draft)
        .contains("# unsure: pattern: \"(?=a)b\" is left out: the pattern cannot be used")
        .contains("# unsure: unique: true is left out: the key can need")
        .contains("# unsure: required: true is left out: no row can be created")
        .contains("# unsure: it was one of []: ");
  }

  @Test
  void aReferenceWhoseOtherEndHasNoNameIsAPlainId() {
    String draft =
        draft(
            resource("projects", field("tasks", ScalarType.JSON, ValueConstraints.NONE)),
            resource(
                "tasks",
                field("a", ScalarType.STRING, ValueConstraints.NONE),
                pointer("project", "projects")));
    Spec spec = SpecShape.checked(draft);
    assertThat(spec.resources().getLast().fields().getLast().name()).isEqualTo("project_id");
    assertThat(spec.resources().getLast().fields().getLast().type().keyword()).isEqualTo("bigint");
    assertThat(draft).contains("# unsure: it points at projects and is no ref: ");
  }

  @Test
  void limitsOfTheLanguageAreKept() {
    SourceField[] many =
        IntStream.range(0, 230)
            .mapToObj(i -> field("f" + i, ScalarType.STRING, ValueConstraints.NONE))
            .toArray(SourceField[]::new);
    SourceResource[] all =
        IntStream.range(0, 230)
            .mapToObj(i -> i == 0 ? resource("r0", many) : resource("r" + i, many[0]))
            .toArray(SourceResource[]::new);
    Spec spec = SpecShape.checked(draft(all));
    assertThat(spec.resources()).hasSize(200);
    assertThat(spec.resources().getFirst().fields()).hasSize(200);
  }

  @Test
  void ofNothingThereIsNoDraft() {
    assertThat(SpecDrafter.draft(new SourceModel("X", List.of(), List.of()), "X")).isEmpty();
    assertThat(SpecDrafter.draft(new SourceModel("X", List.of(), List.of(resource("a"))), "X"))
        .isEmpty();
  }

  /// Whatever is found, its draft has no fault.
  @Test
  void everyDraftPassesTheCheck() {
    for (long seed = 0; seed < 150; seed++) {
      SourceModel sourceModel = new RandomFound(seed).found();
      SpecDrafter.draft(sourceModel, "X").ifPresent(SpecShape::checked);
    }
  }

  /// Names, limits and texts as nobody would choose them.
  private static final class RandomFound {
    private static final List<String> NAMES =
        List.of(
            "tasks",
            "task",
            "Tasks",
            "user_id",
            "id",
            "limit",
            "ctid",
            "",
            "é",
            "a_b",
            "aB",
            "project",
            "project_id",
            "projects",
            "or",
            "tasks_id_seq",
            "x".repeat(60),
            "#",
            "a: b",
            "\u0000\n",
            "created_at",
            "batch",
            "q");
    private static final List<String> TEXTS =
        List.of(
            "",
            "true",
            "1",
            "[",
            "a\nb",
            "\u0007",
            "# no",
            "{{",
            "'\"\\",
            "é🏠",
            "2026-01-01",
            "^a+$",
            "(");

    private final Random random;

    RandomFound(long seed) {
      random = new Random(seed);
    }

    SourceModel found() {
      List<SourceResource> resources = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        resources.add(resource());
      }
      return new SourceModel(one(TEXTS), List.of(one(TEXTS)), resources);
    }

    private <T> T one(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    private SourceResource resource() {
      List<SourceField> fields = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        fields.add(field());
      }
      List<SourceUnique> uniques = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        uniques.add(
            new SourceUnique(
                List.of(one(fields).name(), one(fields).name()),
                random.nextBoolean() ? null : rule(fields)));
      }
      return new SourceResource(
          one(NAMES),
          one(TEXTS),
          one(TEXTS),
          random.nextBoolean(),
          random.nextBoolean() ? List.of() : List.of("update", "delete"),
          fields,
          uniques,
          random.nextBoolean() ? List.of() : List.of(rule(fields)),
          List.of(one(TEXTS)));
    }

    private SourceRule rule(List<SourceField> fields) {
      return new SourceRule(
          List.of(
              new RulePart(one(fields).name(), true),
              new RulePart(one(List.of(" is not null", " = 'a'", " > 1", " is")), false)));
    }

    private SourceField field() {
      List<FieldFlag> flags =
          List.of(FieldFlag.values()).stream().filter(_ -> random.nextInt(4) == 0).toList();
      Object standard =
          switch (random.nextInt(8)) {
            case 0 -> one(TEXTS);
            case 1 -> random.nextLong();
            case 2 -> random.nextDouble() * 1e300;
            case 3 -> random.nextBoolean();
            case 4 -> List.of(one(TEXTS), 1, true);
            default -> null;
          };
      return new SourceField(one(NAMES), one(TEXTS), holds(), flags, standard, List.of(one(TEXTS)));
    }

    private FieldContent holds() {
      if (random.nextInt(4) == 0) {
        return new FieldContent.RowReference(one(NAMES), one(List.of(OnDelete.values())));
      }
      ValueConstraints limits =
          new ValueConstraints(
              random.nextBoolean() ? null : random.nextLong(-5, 100_000),
              random.nextBoolean() ? null : random.nextLong(-5, 2_000_000),
              random.nextBoolean()
                  ? null
                  : BigDecimal.valueOf(random.nextLong(), random.nextInt(-9, 9)),
              random.nextBoolean()
                  ? null
                  : BigDecimal.valueOf(random.nextInt(), random.nextInt(-9, 30)),
              random.nextBoolean() ? null : one(TEXTS),
              random.nextBoolean() ? List.of() : List.of(one(TEXTS), one(TEXTS)));
      FieldType type = new FieldType(one(ScalarType.ofFields().toList()), random.nextInt(4) == 0);
      return new FieldContent.Value(type, limits);
    }
  }
}
