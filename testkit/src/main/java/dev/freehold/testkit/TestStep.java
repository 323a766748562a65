package dev.freehold.testkit;

import java.util.List;
import java.util.Map;

/// A step of a test case.
public sealed interface TestStep {
  /// @return the name of the caller; empty for an anonymous client
  String actor();

  /// One request.
  ///
  /// @param expects the assertions on the response
  /// @param saves the variables to set, each with the [JsonPath] of its value
  record RequestStep(
      String actor, TestRequest request, List<Expectation> expects, Map<String, String> saves)
      implements TestStep {
    public RequestStep {
      expects = List.copyOf(expects);
      saves = Map.copyOf(saves);
    }
  }

  /// Reads a list from its first page to its last: exactly the rows, each once, in this order.
  ///
  /// @param byCursor whether to page by `cursor`, else by `page`
  /// @param rows the key of the rows in the response
  /// @param ids the ids of all rows, as texts with variables
  record PaginationStep(
      String actor, TestRequest request, boolean byCursor, int limit, String rows, List<String> ids)
      implements TestStep {
    public PaginationStep {
      ids = List.copyOf(ids);
    }
  }
}
