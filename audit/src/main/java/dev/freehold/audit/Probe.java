package dev.freehold.audit;

import java.util.Set;

/// One check of a server. An instance is used for one audit, by one thread.
public interface Probe {
  /// A stable id in lower case with dots, such as `access.read-foreign`. The part before the dot is
  /// the family.
  String id();

  /// The property that holds if there is no finding, in one line, such as `only its owner can read
  /// a row by id`.
  String title();

  /// The checklist items that fail on a finding. [ChecklistItem#SECURITY] is implied.
  Set<ChecklistItem> checklistItems();

  /// Whether the probe may run with `--safe`: it sends few and small requests, which only read or
  /// change only rows of the audit.
  boolean isSafe();

  /// Runs the probe. A [dev.freehold.client.ApiClient.RequestFailedException] need not be caught:
  /// it makes the verdict [ProbeVerdict.Unfinished].
  ProbeVerdict run(Site site);
}
