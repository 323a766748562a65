package dev.freehold.migrate.ledger;

import java.time.OffsetDateTime;
import java.util.List;

/// One thing that was applied.
///
/// @param format of the ledger when it was written
/// @param program version that applied it
/// @param fingerprint of the spec's model where that was reached; otherwise of what was there after it
/// @param changes in words
/// @param progress where in its plan it stands
/// @param millis how long it took; 0 where that was not written down
public record LedgerRow(
    long id,
    int format,
    OffsetDateTime appliedAt,
    String program,
    String fingerprint,
    List<String> changes,
    PlanPosition progress,
    long millis) {
  public LedgerRow {
    changes = List.copyOf(changes);
  }
}
