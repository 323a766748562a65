package dev.freehold.app;

/// One thing that is wrong with the configuration. Never carries the value of a secret.
///
/// @param name the variable, or `.env:7` for a line that is not one
/// @param message what is wrong, in a sentence
/// @param remedy what to do, in a sentence
public record ConfigFault(String name, String message, String remedy) {
  @Override
  public String toString() {
    return name + ": " + message + " " + remedy;
  }
}
