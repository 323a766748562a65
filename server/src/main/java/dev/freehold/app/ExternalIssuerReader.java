package dev.freehold.app;

import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.issuer.ExternalIssuer;
import dev.freehold.issuer.ExternalIssuer.IssuerVerification;
import dev.freehold.issuer.ExternalIssuer.JwkSetAddress;
import dev.freehold.plan.ApiPlan;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.Spec.IssuerKeys;
import dev.freehold.type.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what the configuration adds to the external issuers of a spec: the secrets that they share.
final class ExternalIssuerReader {
  private final ApiPlan plan;
  private final Config config;
  private final List<ConfigFault> faults = new ArrayList<>();

  private ExternalIssuerReader(ApiPlan plan, Config config) {
    this.plan = plan;
    this.config = config;
  }

  /// @throws ConfigException lists every fault
  static List<ExternalIssuer> read(ApiPlan plan, Config config) {
    return new ExternalIssuerReader(plan, config).issuers();
  }

  private List<ExternalIssuer> issuers() {
    List<ExternalIssuer> issuers =
        plan.auth().issuers().stream()
            .map(this::issuer)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return issuers;
  }

  private @Nullable ExternalIssuer issuer(Issuer issuer) {
    if (issuer.issuer() != null && config.publicUrl().equals(Optional.of(issuer.issuer()))) {
      fault(
          "PUBLIC_URL",
          "is the 'issuer' of " + issuer.name() + " in the spec.",
          "It is the issuer of the tokens of this server; name the other issuer.");
    }
    IssuerVerification verification =
        switch (issuer.keys()) {
          case IssuerKeys.JwkSet(var url, var algorithm) ->
              new IssuerVerification.ByJwkSet(new JwkSetAddress(url, algorithm));
          case IssuerKeys.SharedSecret(var variable) -> secret(issuer, variable);
        };
    return verification == null
        ? null
        : new ExternalIssuer(
            issuer.name(),
            issuer.issuer(),
            issuer.audiences(),
            verification,
            issuer.subject(),
            issuer.rolesClaim(),
            plan.auth().roles());
  }

  private @Nullable IssuerVerification secret(Issuer issuer, String variable) {
    Optional<String> text = config.specVariables().apply(variable);
    if (text.isEmpty()) {
      fault(
          variable,
          "is needed: the spec names it as the secret of the issuer " + issuer.name() + ".",
          "Set it to the secret with which that issuer signs tokens.");
      return null;
    }
    Optional<String> weak = SecretStrength.fault(text.get());
    if (weak.isPresent()) {
      fault(variable, weak.get(), "Make one with: openssl rand -base64 48");
      return null;
    }
    if (isOwn(text.get(), config.jwtSecret()) || isOwn(text.get(), config.jwtSecretPrevious())) {
      fault(
          variable,
          "is the same as the secret of this server.",
          "Who shares that could make tokens of every account; use two secrets.");
      return null;
    }
    return new IssuerVerification.BySecret(Secret.of(text.get()));
  }

  private static boolean isOwn(String text, Optional<Secret> own) {
    return own.map(Secret::reveal).equals(Optional.of(text));
  }

  private void fault(String name, String message, String remedy) {
    faults.add(new ConfigFault(name, message, remedy));
  }
}
