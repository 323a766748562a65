package dev.freehold.audit.run;

import dev.freehold.audit.site.AuditProfile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options of an audit.
///
/// @param url of the server, or of its OpenAPI document
/// @param tokenA of a person that exists; null where two are to be signed up
/// @param tokenB likewise
/// @param safe for production: only reads, and changes of what the audit made itself and can delete
/// @param rate requests a second at most; 0 sets no limit
/// @param deadline of one request
/// @param time of the whole audit, the clean-up aside
/// @param only ids of probes, or what they begin with; empty for all
/// @param description the OpenAPI document where the server does not serve it
public record AuditOptions(
    URI url,
    @Nullable String tokenA,
    @Nullable String tokenB,
    AuditProfile profile,
    boolean safe,
    int rate,
    Duration deadline,
    Duration time,
    List<String> only,
    Optional<byte[]> description) {

  /// Those that are used where nothing else is asked for.
  public static AuditOptions of(URI url) {
    return new AuditOptions(
        url,
        null,
        null,
        AuditProfile.NONE,
        false,
        200,
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        List.of(),
        Optional.empty());
  }
}
