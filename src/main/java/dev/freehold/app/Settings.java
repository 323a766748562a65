package dev.freehold.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Variables by name, and the faults found while reading them. A variable that is blank counts as
/// not set: compose files and CI pass empty ones for what they leave out.
final class Settings {
  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final List<ConfigFault> faults = new ArrayList<>();

  Settings(Map<String, String> environment, DotEnv file) {
    this.environment = environment;
    this.file = file.values();
    faults.addAll(file.faults());
  }

  List<ConfigFault> faults() {
    return faults;
  }

  void fault(Variable variable, String message, String remedy) {
    faults.add(new ConfigFault(variable.name(), message, remedy));
  }

  Optional<String> text(Variable variable) {
    String value = environment.getOrDefault(variable.name(), "");
    if (value.isBlank()) {
      value = file.getOrDefault(variable.name(), "");
    }
    return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  /// A whole number from `least` to `most`; `fallback` where it is not set or is a fault.
  int number(Variable variable, int fallback, int least, int most) {
    Optional<String> text = text(variable);
    if (text.isEmpty()) {
      return fallback;
    }
    String digits = text.get();
    if (digits.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= least && number <= most) {
        return number;
      }
    }
    fault(
        variable,
        "'" + shown(digits) + "' is not a whole number from " + least + " to " + most + ".",
        "Leave it out for " + fallback + ".");
    return fallback;
  }

  /// One of the constants of an enum, written in lower case.
  <E extends Enum<E>> E word(Variable variable, E fallback, List<E> words) {
    Optional<String> text = text(variable);
    if (text.isEmpty()) {
      return fallback;
    }
    for (E word : words) {
      if (word.name().equalsIgnoreCase(text.get())) {
        return word;
      }
    }
    List<String> names = words.stream().map(w -> w.name().toLowerCase(Locale.ROOT)).toList();
    fault(
        variable,
        "'" + shown(text.get()) + "' is none of " + String.join(", ", names) + ".",
        "Leave it out for " + fallback.name().toLowerCase(Locale.ROOT) + ".");
    return fallback;
  }

  /// A comma-separated list without its blanks.
  List<String> items(Variable variable) {
    List<String> items = new ArrayList<>();
    for (String part : text(variable).orElse("").split(",", -1)) {
      if (!part.isBlank()) {
        items.add(part.strip());
      }
    }
    return items;
  }

  /// A value as a fault may show it: short, on one line.
  static String shown(String value) {
    String clean = value.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 60 ? clean : clean.substring(0, 60) + "…";
  }
}
