package dev.freehold.testing;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Resources that point at each other, and some of whose rows others see.
public final class RelatedSpecs {
  private RelatedSpecs() {}

  /// A golden case of the family `tables`.
  public static ApiPlan golden(Path folder) {
    try {
      return plan(Files.readString(folder.resolve("freehold.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// That case of the family `tables`: `blog`, `projects`, `shop`.
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
    return new Spec.Resource(
        name,
        null,
        id,
        List.of(fields),
        List.of(),
        List.of(new Spec.SortKey("created_at", true)),
        Spec.Limit.DEFAULT,
        List.of(),
        List.of(),
        access,
        search,
        List.of());
  }

  public static Spec.Field title() {
    return SampleSpecs.field("title", ScalarType.STRING, SampleSpecs.text(1, 200), true, null);
  }

  public static Spec.Field ref(
      String relation, String to, IdType id, OnDelete onDelete, boolean required) {
    return new Spec.Field(
        relation + "_id",
        null,
        FieldType.of(id == IdType.UUID ? ScalarType.UUID : ScalarType.BIGINT),
        FieldConstraints.NONE,
        required,
        false,
        false,
        false,
        false,
        null,
        new Spec.Ref(relation, to, onDelete),
        List.of(),
        List.of());
  }

  /// Each in the words of the language; empty for nobody.
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
