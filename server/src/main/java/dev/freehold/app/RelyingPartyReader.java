package dev.freehold.app;

import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.passkey.RelyingParty;
import dev.freehold.plan.ApiPlan;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds the domain to which the passkeys of a server belong, and the pages that may use them. The domain is
/// the host of `PUBLIC_URL`, or a domain above it (`PASSKEY_RP_ID`); the pages are those of `PUBLIC_URL` and
/// of the origins in `FRONTEND_URL` at or below the domain. With the embedded database and without
/// `PUBLIC_URL` it is `localhost`, where browsers need no TLS.
final class RelyingPartyReader {
  private static final String LOCALHOST = "localhost";

  private final Config config;
  private final List<ConfigFault> faults = new ArrayList<>();

  private RelyingPartyReader(Config config) {
    this.config = config;
  }

  /// @return empty if the spec has no passkeys
  /// @throws ConfigException lists every fault
  static Optional<RelyingParty> read(ApiPlan plan, Config config, int port) {
    return plan.auth().passkeys()
        ? Optional.of(new RelyingPartyReader(config).party(plan.name(), port))
        : Optional.empty();
  }

  private RelyingParty party(String name, int port) {
    String origin = "http://" + LOCALHOST + ":" + port;
    if (config.publicUrl().isPresent()) {
      origin = NetworkAddressParser.originOf(config.publicUrl().get());
    } else if (config.database() instanceof Config.DatabaseChoice.External) {
      fault(
          EnvironmentVariable.PUBLIC_URL,
          "is not set, and the spec has passkeys, which belong to a domain.",
          "Set it to the address that browsers see, such as https://api.example.com.");
    }
    String host = host(origin);
    if (isAddress(host)) {
      fault(
          EnvironmentVariable.PUBLIC_URL,
          "has no domain name, and the spec has passkeys, which belong to one.",
          "Use a domain name, or http://localhost on one's own machine.");
    } else if (!isSecure(origin)) {
      fault(
          EnvironmentVariable.PUBLIC_URL,
          "is not https, and the spec has passkeys, which browsers offer on secure pages alone.",
          "Write https, or http://localhost on one's own machine.");
    }
    String id = config.passkeyRpId().map(text -> text.toLowerCase(Locale.ROOT)).orElse(host);
    if (!isAtOrBelow(host, id) || (id.indexOf('.') < 0 && !id.equals(host))) {
      fault(
          EnvironmentVariable.PASSKEY_RP_ID,
          "is neither the host of PUBLIC_URL nor a domain above it.",
          "For https://api.example.com it may be example.com.");
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    Set<String> origins = new LinkedHashSet<>(Set.of(origin));
    config.frontendOrigins().stream()
        .filter(page -> isSecure(page) && isAtOrBelow(host(page), id))
        .forEach(origins::add);
    return new RelyingParty(id, name, origins);
  }

  private static String host(String origin) {
    return Optional.ofNullable(URI.create(origin).getHost()).orElse("");
  }

  private static boolean isAtOrBelow(String host, String domain) {
    return host.equals(domain) || host.endsWith("." + domain);
  }

  /// What browsers take for a secure context (W3C Secure Contexts section 3.1).
  private static boolean isSecure(String origin) {
    return origin.startsWith("https:") || isAtOrBelow(host(origin), LOCALHOST);
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  private void fault(EnvironmentVariable variable, String message, String remedy) {
    faults.add(new ConfigFault(variable.name(), message, remedy));
  }
}
