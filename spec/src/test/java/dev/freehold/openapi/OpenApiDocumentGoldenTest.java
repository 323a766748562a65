package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.GoldenFiles;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Compares the two documents of each golden spec with the files in the repository.
class OpenApiDocumentGoldenTest {

  @TestFactory
  Stream<DynamicTest> documents() {
    Map<String, ApiPlan> plans = GoldenPlans.golden();
    return Stream.of("plan", "document")
        .flatMap(family -> GoldenFiles.cases(family).stream())
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      ApiPlan plan = GoldenPlans.in(plans, folder.getFileName().toString());
                      GoldenFiles.check(folder, "openapi.json", document(plan, Detail.BRIEF));
                      GoldenFiles.check(folder, "openapi.full.json", document(plan, Detail.FULL));
                    }));
  }

  private static String document(ApiPlan plan, Detail detail) {
    return OpenApiDocument.pretty(plan, OpenApiDocument.SAME_ADDRESS, detail);
  }
}
