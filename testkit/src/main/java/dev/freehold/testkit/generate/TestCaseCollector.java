package dev.freehold.testkit.generate;

import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Collects the test cases of one group.
final class TestCaseCollector {
  private final TestedApi api;
  private final String group;
  private final List<TestCase> collected = new ArrayList<>();

  public TestCaseCollector(TestedApi api, String group) {
    this.api = api;
    this.group = group;
  }

  public TestedApi api() {
    return api;
  }

  /// @param tell builds the case; if it throws [SampleUnavailableException], the case is skipped
  ///   with
  ///   its message
  public void add(String name, Consumer<TestCaseBuilder> tell) {
    TestCaseBuilder test = new TestCaseBuilder(api);
    try {
      tell.accept(test);
      collected.add(test.build(group, name));
    } catch (SampleUnavailableException e) {
      skip(name, Objects.requireNonNull(e.getMessage()));
    }
  }

  public void skip(String name, String why) {
    collected.add(TestCase.skipped(group, name, why));
  }

  public List<TestCase> testCases() {
    return List.copyOf(collected);
  }
}
