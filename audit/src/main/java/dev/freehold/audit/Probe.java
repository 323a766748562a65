package dev.freehold.audit;

import java.util.Set;

/// One check of a server. An instance is used for one audit, by one thread.
public interface Probe {
  /// Stable, in lower case with dots, such as `access.read-foreign`; the family before the dot.
  String id();

  /// What holds where it finds nothing, in one line, such as `another person's row cannot be read`.
  String title();

  /// The lines of the checklist that fail where it finds something. [ChecklistItem#SECURITY] needs no naming.
  Set<ChecklistItem> checklistItems();

  /// Whether it may run with `--safe`: it sends only reads, or changes only what it made itself, few and small requests.
  boolean isSafe();

  /// Asks. Need not catch [dev.freehold.client.ApiClient.RequestFailedException]: one that is thrown makes the verdict [ProbeVerdict.Unfinished].
  ProbeVerdict run(Site site);
}
