package dev.freehold.type;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/// Dates and times in the format of RFC 3339. A date-time needs an offset and is stored in UTC.
/// Digits beyond the microsecond, which PostgreSQL would round, are refused. Years are 0001 to
/// 9999.
final class DateTimeFormat {
  private DateTimeFormat() {}

  public static ValueResult parseDate(String text) {
    LocalDate date = date(text);
    return date == null
        ? new ValueResult.Invalid(FORMAT, "must be a date such as 2026-12-31")
        : new ValueResult.Valid(date);
  }

  /// `hh:mm:ss` with an optional fraction; `hh:mm` is accepted too.
  public static ValueResult parseTime(String text) {
    ValueResult.Invalid fine = tooFine(text);
    if (fine != null) {
      return fine;
    }
    LocalTime time = time(text);
    return time == null
        ? new ValueResult.Invalid(FORMAT, "must be a time of day such as 14:30:00")
        : new ValueResult.Valid(time);
  }

  public static ValueResult parseDateTime(String text) {
    ValueResult.Invalid invalid =
        new ValueResult.Invalid(
            FORMAT, "must be a date and time with its offset such as 2026-12-31T14:30:00Z");
    if (text.length() < 17 || "Tt ".indexOf(text.charAt(10)) < 0) {
      return invalid;
    }
    int zone = zoneStart(text);
    LocalDate date = date(text.substring(0, 10));
    LocalTime time = zone < 0 ? null : time(text.substring(11, zone));
    Duration offset = zone < 0 ? null : offset(text.substring(zone));
    if (date == null || time == null || offset == null) {
      ValueResult.Invalid fine =
          zone < 0 || date == null ? null : tooFine(text.substring(11, zone));
      return fine == null ? invalid : fine;
    }
    OffsetDateTime utc = OffsetDateTime.of(date, time, ZoneOffset.UTC).minus(offset);
    if (utc.getYear() < 1 || utc.getYear() > 9999) {
      return new ValueResult.Invalid(OUT_OF_RANGE, "must lie in the years 0001 to 9999");
    }
    return new ValueResult.Valid(utc);
  }

  /// The maximum length of the text that `write` writes.
  public static final int MAX_LENGTH = 27;

  /// Writes `2026-12-31T14:30:00.5Z`, with the fraction digits that are needed, to the start of
  /// `out`. Hand-written for speed: a list writes forty of these, and the formatter of `java.time`
  /// took a sixth of the time of a list.
  ///
  /// @return the number of characters written, at most [#MAX_LENGTH]
  public static int write(char[] out, OffsetDateTime utc) {
    int at = digits(out, 0, storedYear(utc.getYear()), 4);
    at = digits(out, put(out, at, '-'), utc.getMonthValue(), 2);
    at = digits(out, put(out, at, '-'), utc.getDayOfMonth(), 2);
    at = write(out, put(out, at, 'T'), utc.toLocalTime());
    return put(out, at, 'Z');
  }

  /// Writes `2026-12-31`.
  public static String write(LocalDate date) {
    storedYear(date.getYear());
    return date.toString();
  }

  /// RFC 3339 has no text for other years, nor for `infinity`, which is read as such a year. A CHECK of
  /// each table refuses them; this fails where somebody removed it, because a wrong date would be worse.
  private static int storedYear(int year) {
    if (year < 1 || year > 9999) {
      throw new DateTimeException("a stored date lies outside of the years 0001 to 9999");
    }
    return year;
  }

  /// Writes `14:30:00.5` in the same way.
  public static int write(char[] out, LocalTime time) {
    return write(out, 0, time);
  }

  private static int write(char[] out, int from, LocalTime time) {
    int at = digits(out, from, time.getHour(), 2);
    at = digits(out, put(out, at, ':'), time.getMinute(), 2);
    at = digits(out, put(out, at, ':'), time.getSecond(), 2);
    int micros = time.getNano() / 1_000;
    if (micros != 0) {
      at = digits(out, put(out, at, '.'), micros, 6);
      while (out[at - 1] == '0') {
        at--;
      }
    }
    return at;
  }

  private static int put(char[] out, int at, char c) {
    out[at] = c;
    return at + 1;
  }

  private static int digits(char[] out, int at, int value, int width) {
    int rest = value;
    for (int i = at + width - 1; i >= at; i--) {
      out[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    return at + width;
  }

  private static @org.jspecify.annotations.Nullable LocalDate date(String text) {
    if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    if (year < 1 || month < 0 || day < 0) {
      return null;
    }
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static @org.jspecify.annotations.Nullable LocalTime time(String text) {
    boolean seconds = text.length() >= 8;
    if ((!seconds && text.length() != 5)
        || text.charAt(2) != ':'
        || (seconds && text.charAt(5) != ':')) {
      return null;
    }
    int hour = number(text, 0, 2);
    int minute = number(text, 3, 5);
    int second = seconds ? number(text, 6, 8) : 0;
    int micros = 0;
    if (text.length() > 8) {
      int digits = text.length() - 9;
      if (text.charAt(8) != '.' || digits < 1 || digits > 6) {
        return null;
      }
      micros = number(text, 9, text.length());
      for (int i = digits; i < 6 && micros >= 0; i++) {
        micros *= 10;
      }
    }
    boolean valid =
        ChronoField.HOUR_OF_DAY.range().isValidValue(hour)
            && ChronoField.MINUTE_OF_HOUR.range().isValidValue(minute)
            && ChronoField.SECOND_OF_MINUTE.range().isValidValue(second)
            && micros >= 0;
    return valid ? LocalTime.of(hour, minute, second, micros * 1_000) : null;
  }

  private static ValueResult.@org.jspecify.annotations.Nullable Invalid tooFine(String time) {
    int point = time.indexOf('.');
    if (point == 8 && time.length() - point > 7 && number(time, 9, 15) >= 0) {
      return new ValueResult.Invalid(OUT_OF_RANGE, "must not be finer than a microsecond");
    }
    return null;
  }

  private static int zoneStart(String text) {
    for (int i = 16; i < text.length(); i++) {
      if ("Zz+-".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /// Up to 23:59, as in RFC 3339; [ZoneOffset] ends at 18:00.
  private static @org.jspecify.annotations.Nullable Duration offset(String text) {
    if (text.equals("Z") || text.equals("z")) {
      return Duration.ZERO;
    }
    int hours = text.length() == 6 && text.charAt(3) == ':' ? number(text, 1, 3) : -1;
    int minutes = hours < 0 ? -1 : number(text, 4, 6);
    if (minutes < 0 || minutes > 59 || hours > 23) {
      return null;
    }
    Duration offset = Duration.ofMinutes(hours * 60L + minutes);
    return text.charAt(0) == '-' ? offset.negated() : offset;
  }

  /// The digits of `text[from, to)` as a number, or -1.
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
