package dev.freehold.openapi.parameter;

/// What requests may hold at most. A test holds these to what the readers of requests let through.
public final class QueryLimits {
  public static final int CONDITIONS = 20;
  public static final int VALUES = 100;
  public static final int SORT_KEYS = 4;
  public static final int INCLUDED_PATHS = 10;
  public static final int SEARCH_CHARACTERS = 200;
  public static final int ROWS_OF_A_BODY = 100;
  public static final int MAX_AFFECTED = 1_000;
  public static final int STEPS_OF_A_BATCH = 50;
  public static final int PATH_OF_A_STEP = 8_192;

  private QueryLimits() {}
}
