package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.Golden;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The documents of the golden specs as they stand in the repository.
class OpenApiGoldenTest {

  @TestFactory
  Stream<DynamicTest> documents() {
    Map<String, ApiPlan> plans = Plans.golden();
    return Stream.of("plan", "document")
        .flatMap(family -> Golden.cases(family).stream())
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(),
                    () ->
                        Golden.check(
                            folder,
                            "openapi.json",
                            OpenApi.pretty(
                                Plans.in(plans, folder.getFileName().toString()),
                                OpenApi.SAME_ADDRESS))));
  }
}
