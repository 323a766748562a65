package dev.freehold.audit;

/// The ten lines of the quality checklist.
public enum ChecklistItem {
  PROTECTED("All protected routes verify the token"),
  ISOLATION("All queries are filtered by the user"),
  VALIDATION("Input is validated"),
  ERRORS("Errors have one consistent format"),
  CORS("CORS admits the configured frontend only"),
  PAGES("Lists are paged, bounded and fast (indexes, as seen from outside)"),
  DOCUMENTATION("The API documentation is complete and true"),
  SECRETS("Secrets are not guessable and configuration does not leak"),
  ENDPOINTS("Every endpoint was called and answered"),
  SECURITY("Security review: nothing critical or high");

  private final String label;

  ChecklistItem(String words) {
    this.label = words;
  }

  public String label() {
    return label;
  }
}
