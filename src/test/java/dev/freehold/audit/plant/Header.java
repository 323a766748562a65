package dev.freehold.audit.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A header line, as it was sent.
record Header(String name, String value) {

  static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(h -> h.name.equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /// With this value in place of all that have the name.
  static List<Header> with(List<Header> headers, String name, String value) {
    List<Header> changed = new ArrayList<>(without(headers, name));
    changed.add(new Header(name, value));
    return changed;
  }

  static List<Header> without(List<Header> headers, String name) {
    return headers.stream().filter(h -> !h.name.equalsIgnoreCase(name)).toList();
  }
}
