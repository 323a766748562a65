package dev.freehold.cli;

import dev.freehold.plan.ApiPlan;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.IssuerKeys;
import dev.freehold.spec.Spec.ProviderClient;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What `serve` needs beside the spec, for what the spec asks of sign-in.
final class RuntimeNeeds {
  private RuntimeNeeds() {}

  /// One line each; empty if `serve` needs no more than for any spec.
  static List<String> of(ApiPlan plan) {
    ApiPlan.Auth auth = plan.auth();
    List<String> needs = new ArrayList<>();
    List<String> byAddress = new ArrayList<>();
    if (!auth.providers().list().isEmpty()) {
      byAddress.add("providers");
    }
    if (auth.passkeys()) {
      byAddress.add("passkeys");
    }
    if (auth.verification() != Verification.NONE) {
      byAddress.add("links in mails");
      needs.add(
          "SMTP_URL and MAIL_FROM, for verification; without DATABASE_URL mails are printed"
              + " instead");
    }
    if (!byAddress.isEmpty()) {
      needs.addFirst(
          "PUBLIC_URL, for "
              + String.join(", ", byAddress)
              + "; not on one's own machine"
              + (auth.passkeys()
                  ? ". PASSKEY_RP_ID, if passkeys are of a domain above its host"
                  : ""));
    }
    Set<String> variables = variables(auth);
    if (!variables.isEmpty()) {
      needs.add(String.join(", ", variables) + ", which the spec names");
    }
    if (auth.totp() != TotpRule.NONE) {
      needs.add(
          "JWT_SECRET kept: the secrets of second factors are under it; JWT_SECRET_PREVIOUS for a"
              + " new one");
    }
    return needs;
  }

  private static Set<String> variables(ApiPlan.Auth auth) {
    Set<String> names = new TreeSet<>();
    for (Spec.Provider provider : auth.providers().list()) {
      names.add(provider.secretVariable());
      if (provider.client() instanceof ProviderClient.Variable(var name)) {
        names.add(name);
      }
    }
    for (Spec.Issuer issuer : auth.issuers()) {
      if (issuer.keys() instanceof IssuerKeys.SharedSecret(var name)) {
        names.add(name);
      }
    }
    return names;
  }
}
