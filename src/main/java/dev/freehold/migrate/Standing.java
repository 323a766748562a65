package dev.freehold.migrate;

import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import java.util.List;
import java.util.Optional;

/// How a database stands to a spec, told without refusing.
///
/// @param head the newest row of the ledger
/// @param drift what is not as Freehold left it, in words
/// @param refusal why nothing can be planned: drift, a newer ledger, schemas of somebody else
/// @param planned what is pending; empty where there is a refusal
public record Standing(
    Optional<LedgerRow> head,
    List<String> drift,
    Optional<MigrationRefused> refusal,
    Optional<Planned> planned) {
  public Standing {
    drift = List.copyOf(drift);
  }
}
