package dev.freehold.audit;

/// The ten lines of the quality checklist.
public enum ChecklistItem {
  PROTECTED("All protected routes verify the token", "access without a token"),
  ISOLATION("All queries are filtered by the user", "rows of others"),
  VALIDATION("Input is validated", "input"),
  ERRORS("Errors have one consistent format", "errors"),
  CORS("CORS admits the configured frontend only", "CORS"),
  PAGES("Lists are paged, bounded and fast (indexes, as seen from outside)", "lists"),
  DOCUMENTATION("The API documentation is complete and true", "documentation"),
  SECRETS("Secrets are not guessable and configuration does not leak", "secrets"),
  ENDPOINTS("Every endpoint was called and answered", "endpoints"),
  SECURITY("Security review: nothing critical or high", "security");

  private final String label;
  private final String shortName;

  ChecklistItem(String label, String shortName) {
    this.label = label;
    this.shortName = shortName;
  }

  public String label() {
    return label;
  }

  /// What the line is about, in at most four words.
  public String shortName() {
    return shortName;
  }
}
