package dev.freehold.testkit;

import java.util.List;
import java.util.Map;

/// A step of a test case.
public sealed interface TestStep {
  /// @return the name of whoever asks; empty for nobody
  String actor();

  /// One call.
  ///
  /// @param expects all that the answer must be
  /// @param saves names, and the [JsonPath] of what they stand for from here on
  record RequestStep(
      String actor, TestRequest request, List<Expectation> expects, Map<String, String> saves)
      implements TestStep {
    public RequestStep {
      expects = List.copyOf(expects);
      saves = Map.copyOf(saves);
    }
  }

  /// A list from its first page to its last: each of the rows once, in that order, and no other.
  ///
  /// @param byCursor by `cursor`, else by `page`
  /// @param rows the key of the rows in the answer
  /// @param ids of all rows, as texts with names
  record PaginationStep(
      String actor, TestRequest request, boolean byCursor, int limit, String rows, List<String> ids)
      implements TestStep {
    public PaginationStep {
      ids = List.copyOf(ids);
    }
  }
}
