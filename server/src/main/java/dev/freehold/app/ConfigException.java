package dev.freehold.app;

import java.util.List;
import java.util.stream.Collectors;

/// The configuration is invalid. Has every fault, not only the first.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigFault> faults;

  public ConfigException(List<ConfigFault> faults) {
    super(faults.stream().map(ConfigFault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public List<ConfigFault> faults() {
    return faults;
  }

  /// A fault of the configuration. Never contains the value of a secret.
  ///
  /// @param name the variable, or `.env:7` for a malformed line
  /// @param message what is wrong, in a sentence
  /// @param remedy what to do, in a sentence
  public record ConfigFault(String name, String message, String remedy) {
    @Override
    public String toString() {
      return name + ": " + message + " " + remedy;
    }
  }
}
