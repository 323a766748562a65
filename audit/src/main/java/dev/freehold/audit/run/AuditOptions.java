package dev.freehold.audit.run;

import dev.freehold.audit.site.AuditProfile;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ServerTrust;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options of an audit.
///
/// @param url the URL of the server, or of its OpenAPI document
/// @param tokenA the token of an existing user; null if two users are to be signed up
/// @param tokenB the token of a second existing user, or null
/// @param safe for production: only reads, and changes of rows that the audit created and can
///   delete
/// @param rate the maximum requests per second; 0 sets no limit
/// @param deadline the time limit of one request
/// @param time the time limit of the whole audit, without the clean-up
/// @param only ids or id prefixes of probes; empty for all
/// @param description the OpenAPI document if the server does not serve it
/// @param logins the requests that sign in user A and user B; empty if they are signed in otherwise
/// @param trust which certificates of the server are taken
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
    Optional<byte[]> description,
    List<ClientRequest> logins,
    ServerTrust trust) {

  /// An audit that trusts the certificates that the Java runtime trusts.
  public AuditOptions(
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
    this(
        url,
        tokenA,
        tokenB,
        profile,
        safe,
        rate,
        deadline,
        time,
        only,
        description,
        List.of(),
        ServerTrust.SYSTEM);
  }

  /// The same with another trust.
  public AuditOptions with(ServerTrust other) {
    return new AuditOptions(
        url, tokenA, tokenB, profile, safe, rate, deadline, time, only, description, logins, other);
  }

  /// The same with two requests that sign in.
  public AuditOptions with(List<ClientRequest> two) {
    return new AuditOptions(
        url, tokenA, tokenB, profile, safe, rate, deadline, time, only, description, two, trust);
  }

  /// The default options.
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
