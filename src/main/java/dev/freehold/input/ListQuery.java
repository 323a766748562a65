package dev.freehold.input;

import java.util.List;

/// What a list was asked for.
///
/// @param page from 1
/// @param limit rows on a page
/// @param options for each filter of the plan the place of the chosen option
public record ListQuery(int page, int limit, List<Integer> options) {
  public static final int MAX_PAGE = 1_000_000;

  /// Rows before this page.
  public long offset() {
    return (page - 1L) * limit;
  }
}
