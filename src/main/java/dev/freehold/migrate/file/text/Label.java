package dev.freehold.migrate.file.text;

/// The words of the comments that say what a step is.
final class Label {
  static final String DOES = "does";
  static final String ABOUT = "about";
  static final String CLASS = "class";
  static final String PHASE = "phase";
  static final String LOCK = "lock";
  static final String AT_RISK = "risk";
  static final String COUNT = "count";
  static final String INSTEAD = "instead";
  static final String RUN = "run";
  static final String SET = "set";
  static final String GONE = "gone";

  static final String TRANSACTION = "in one transaction";
  static final String CONCURRENTLY = "by itself, making index ";
  static final String BATCHES = "in batches of $1 rows behind $2, from ";
  static final String NOTHING = "nothing";

  private Label() {}
}
