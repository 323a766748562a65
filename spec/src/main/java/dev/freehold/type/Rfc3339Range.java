package dev.freehold.type;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// The moments that RFC 3339 can represent: the years 0001 to 9999 in UTC, here to the microsecond.
public final class Rfc3339Range {
  private static final OffsetDateTime FIRST =
      OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static final OffsetDateTime LAST =
      OffsetDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000, ZoneOffset.UTC);

  private Rfc3339Range() {}

  public static boolean contains(OffsetDateTime moment) {
    return !moment.isBefore(FIRST) && !moment.isAfter(LAST);
  }

  /// The nearest moment that can be represented.
  public static OffsetDateTime nearest(OffsetDateTime moment) {
    if (moment.isBefore(FIRST)) {
      return FIRST;
    }
    return moment.isAfter(LAST) ? LAST : moment;
  }
}
