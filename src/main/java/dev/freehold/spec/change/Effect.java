package dev.freehold.spec.change;

/// What a change does to clients that do as they did before.
public enum Effect {
  /// They work on: they may do more, or see more, than they did.
  ADDITIVE("additive"),
  /// Some are refused, or get another answer than the one they count on.
  BREAKING("breaking");

  private final String word;

  Effect(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
