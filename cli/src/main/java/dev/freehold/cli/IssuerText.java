package dev.freehold.cli;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.Spec.IssuerKeys;

/// An external issuer, or a provider of sign-in, on one line.
final class IssuerText {
  private static final int SHOWN = 80;

  private IssuerText() {}

  /// `google: sign-in by https://…`.
  static String of(Spec.Provider provider) {
    return provider.name() + ": sign-in by " + PrintableText.of(provider.issuer(), SHOWN);
  }

  /// `keycloak: RS256 by https://…`, `front_end: HS256 by FRONT_END_SECRET`.
  static String of(Issuer issuer) {
    return issuer.name()
        + ": "
        + switch (issuer.keys()) {
          case IssuerKeys.JwkSet(var url, var algorithm) ->
              algorithm.jose() + " by " + PrintableText.of(url, SHOWN);
          case IssuerKeys.SharedSecret(var variable) -> "HS256 by " + variable;
        };
  }
}
