package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ReverseRelation;
import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecResult;
import dev.freehold.testing.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that every golden spec gives the expected issues, or the expected summary of the spec.
final class SpecGoldenTest {
  static List<Path> cases() {
    return GoldenFiles.cases("spec");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void matchesTheGoldenFolder(Path folder) throws IOException {
    switch (SpecChecker.check(Files.readAllBytes(folder.resolve("freehold.yaml")))) {
      case SpecResult.Valid(Spec spec, List<SpecIssue> warnings) -> {
        GoldenFiles.check(folder, "summary.txt", summary(spec));
        GoldenFiles.checkAbsent(folder, "issues.txt");
        if (warnings.isEmpty()) {
          GoldenFiles.checkAbsent(folder, "warnings.txt");
        } else {
          GoldenFiles.check(folder, "warnings.txt", lines(warnings));
        }
      }
      case SpecResult.Invalid(List<SpecIssue> issues) -> {
        GoldenFiles.check(folder, "issues.txt", lines(issues));
        GoldenFiles.checkAbsent(folder, "summary.txt");
        GoldenFiles.checkAbsent(folder, "warnings.txt");
      }
    }
  }

  private static String lines(List<SpecIssue> issues) {
    return issues.stream().map(i -> i.render("freehold.yaml") + "\n").collect(Collectors.joining());
  }

  @Test
  void everyCodeOccurs() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (Path folder : cases()) {
      List<SpecIssue> issues =
          switch (SpecChecker.check(Files.readAllBytes(folder.resolve("freehold.yaml")))) {
            case SpecResult.Valid valid -> valid.warnings();
            case SpecResult.Invalid invalid -> invalid.issues();
          };
      issues.forEach(i -> seen.add(i.code()));
    }
    // A file of one mebibyte is too large for a golden folder; StrictYamlParserTest covers it.
    seen.add(SpecIssueCode.TOO_LARGE.code());
    // SpecIssueLimitTest covers the limit on the number of issues.
    seen.add(SpecIssueCode.MORE_FAULTS.code());
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(SpecIssueCode.values()).map(SpecIssueCode::code).toList());
  }

  private static String summary(Spec spec) {
    StringBuilder out = new StringBuilder();
    line(out, 0, spec.name() + " " + spec.version() + " " + spec.description());
    if (!spec.info().equals(Spec.ApiInfo.NONE)) {
      line(out, 0, spec.info().toString());
    }
    line(out, 0, spec.auth().toString());
    Spec.People people = spec.people();
    if (people != null) {
      line(out, 0, "people, read: " + people.read().text());
      people.fields().forEach(f -> line(out, 1, f.toString()));
    }
    for (Spec.Resource resource : spec.resources()) {
      line(out, 0, resource.name() + " " + resource.id() + " " + resource.description());
      if (!resource.isOwned()) {
        line(out, 1, "owner " + resource.owner());
      }
      if (!resource.ownerReaders().isEmpty()) {
        line(out, 1, "readers of user_id " + resource.ownerReaders());
      }
      resource.fields().forEach(f -> line(out, 1, f.toString()));
      for (Spec.Filter filter : resource.filters()) {
        line(out, 1, "filter " + filter.name() + " = " + filter.defaultOption());
        filter.options().forEach(o -> line(out, 2, o.name() + " " + o.conditions()));
      }
      line(out, 1, "sort " + resource.sort());
      line(out, 1, resource.limit().toString());
      resource.unique().forEach(u -> line(out, 1, "unique " + u));
      resource.indexes().forEach(i -> line(out, 1, "index " + i));
      if (!resource.access().equals(Access.OWNER_ONLY)) {
        Arrays.stream(Access.CrudOperation.values())
            .forEach(o -> line(out, 1, o + " " + resource.access().of(o)));
      }
      if (resource.search() != null) {
        line(out, 1, resource.search().toString());
      }
      resource.checks().forEach(c -> line(out, 1, c.toString()));
      ReverseRelation.of(spec.resources(), resource.name())
          .forEach(
              r ->
                  line(
                      out,
                      1,
                      "relation " + r.name() + " " + r.resource() + "." + r.field().name()));
    }
    return out.toString();
  }

  private static void line(StringBuilder out, int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
