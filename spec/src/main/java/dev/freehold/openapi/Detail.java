package dev.freehold.openapi;

/// How much a document says. Both documents have every operation, with the same names.
public enum Detail {
  /// What a generated client needs: every operation with the types of its body and of its response,
  /// each said once. The default.
  BRIEF,
  /// Also an example for each body, each condition of a list as a parameter of its own, each error
  /// response and header, and who may use an operation.
  FULL
}
