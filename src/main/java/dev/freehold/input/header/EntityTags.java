package dev.freehold.input.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A list of entity tags (RFC 9110 sections 8.8.3 and 5.6.1) as the versions that they stand for. A tag that no row of ours
/// ever had stands for none, and is dropped.
///
/// @param any whether it was `*`
/// @param strong versions of the strong tags
/// @param all versions of all tags: what a weak comparison looks at
record EntityTags(boolean any, List<Long> strong, List<Long> all) {
  private static final int MAX_TAGS = 100;

  /// A version has fewer digits than could overflow.
  private static final int MAX_DIGITS = 18;

  EntityTags {
    strong = List.copyOf(strong);
    all = List.copyOf(all);
  }

  /// Empty where it is not `*` and no list, or one of more than a hundred tags.
  static Optional<EntityTags> read(String header) {
    if (header.strip().equals("*")) {
      return Optional.of(new EntityTags(true, List.of(), List.of()));
    }
    List<Long> strong = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    int tags = 0;
    int at = 0;
    boolean separated = true;
    while (at < header.length()) {
      char c = header.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        separated |= c == ',';
        at++;
        continue;
      }
      boolean weak = header.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = open < header.length() && header.charAt(open) == '"' ? close(header, open) : -1;
      if (close < 0 || !separated || ++tags > MAX_TAGS) {
        return Optional.empty();
      }
      version(header.substring(open + 1, close))
          .ifPresent(
              version -> {
                all.add(version);
                if (!weak) {
                  strong.add(version);
                }
              });
      separated = false;
      at = close + 1;
    }
    return tags == 0 ? Optional.empty() : Optional.of(new EntityTags(false, strong, all));
  }

  /// Where the quote that opens there is closed, or -1. A tag has no blanks and no control characters.
  private static int close(String header, int open) {
    for (int i = open + 1; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c <= ' ' || c == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  private static Optional<Long> version(String tag) {
    boolean plain = !tag.isEmpty() && tag.length() <= MAX_DIGITS;
    long version = 0;
    for (int i = 0; plain && i < tag.length(); i++) {
      int digit = tag.charAt(i) - '0';
      plain = digit >= 0 && digit <= 9 && (i > 0 || digit > 0 || tag.length() == 1);
      version = version * 10 + digit;
    }
    return plain ? Optional.of(version) : Optional.empty();
  }
}
