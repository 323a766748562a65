package dev.freehold.cli;

/// The exit statuses of the program.
final class ExitStatus {
  public static final int DONE = 0;

  /// The command failed.
  public static final int FAILED = 1;

  /// The arguments, the spec or the configuration are not valid; of `freehold test`, no case was run.
  public static final int FAULTY_INPUT = 2;

  /// The state differs from the recorded one and needs a decision: a database changed outside
  /// Freehold, an edited file.
  public static final int DIVERGED = 3;

  /// A defect of Freehold itself (`EX_SOFTWARE` of sysexits).
  public static final int DEFECT = 70;

  private ExitStatus() {}
}
