package dev.freehold.suite;

import java.util.List;
import java.util.Map;

/// A part of a case.
public sealed interface Step {
  /// @return the name of whoever asks; empty for nobody
  String who();

  /// One call.
  ///
  /// @param expects all that the answer must be
  /// @param saves names, and the [Path] of what they stand for from here on
  record Send(String who, Ask ask, List<Expect> expects, Map<String, String> saves)
      implements Step {
    public Send {
      expects = List.copyOf(expects);
      saves = Map.copyOf(saves);
    }
  }

  /// A list from its first page to its last: each of the rows once, in that order, and no other.
  ///
  /// @param byCursor by `cursor`, else by `page`
  /// @param rows the key of the rows in the answer
  /// @param ids of all rows, as texts with names
  record Walk(String who, Ask ask, boolean byCursor, int limit, String rows, List<String> ids)
      implements Step {
    public Walk {
      ids = List.copyOf(ids);
    }
  }
}
