package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.GoldenFiles;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Compares the documents of the golden specs with the files in the repository.
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
                    () ->
                        GoldenFiles.check(
                            folder,
                            "openapi.json",
                            OpenApiDocument.pretty(
                                GoldenPlans.in(plans, folder.getFileName().toString()),
                                OpenApiDocument.SAME_ADDRESS))));
  }
}
