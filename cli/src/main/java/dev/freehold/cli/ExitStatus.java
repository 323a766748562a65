package dev.freehold.cli;

/// What the program ends with.
final class ExitStatus {
  public static final int DONE = 0;

  /// What was asked did not succeed.
  public static final int FAILED = 1;

  /// The words were not understood, or the spec or the configuration has faults.
  public static final int FAULTY_INPUT = 2;

  /// What is there is not what it is taken for, and somebody must look: a database that was changed by others, a file that
  /// was edited.
  public static final int DIVERGED = 3;

  /// A defect of Freehold itself (`EX_SOFTWARE` of sysexits).
  public static final int DEFECT = 70;

  private ExitStatus() {}
}
