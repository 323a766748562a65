package dev.freehold.app;

import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.issuer.OidcProvider;
import dev.freehold.plan.ApiPlan;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ProviderClient;
import dev.freehold.type.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what the configuration adds to the providers of a spec: the ids and secrets of the clients.
final class OidcProviderReader {
  private final ApiPlan plan;
  private final Config config;
  private final List<ConfigFault> faults = new ArrayList<>();

  private OidcProviderReader(ApiPlan plan, Config config) {
    this.plan = plan;
    this.config = config;
  }

  /// @throws ConfigException lists every fault
  static List<OidcProvider> read(ApiPlan plan, Config config) {
    return new OidcProviderReader(plan, config).providers();
  }

  private List<OidcProvider> providers() {
    List<Spec.Provider> all = plan.auth().providers().list();
    if (!all.isEmpty()
        && config.publicUrl().isEmpty()
        && !NetworkAddressParser.isLoopback(config.host())) {
      faults.add(
          new ConfigFault(
              "PUBLIC_URL",
              "is needed: a provider leads people back to it.",
              "Set it to the https address of this server, as browsers see it."));
    }
    List<OidcProvider> providers =
        all.stream()
            .map(this::provider)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return providers;
  }

  private @Nullable OidcProvider provider(Spec.Provider provider) {
    String id =
        switch (provider.client()) {
          case ProviderClient.Id(var text) -> text;
          case ProviderClient.Variable(var name) -> value(provider, name, "id");
        };
    String secret = value(provider, provider.secretVariable(), "secret");
    return id == null || secret == null
        ? null
        : new OidcProvider(
            provider.name(),
            provider.issuer(),
            id,
            Secret.of(secret),
            provider.scopes(),
            provider.algorithm());
  }

  /// @param what the variable has
  private @Nullable String value(Spec.Provider provider, String variable, String what) {
    String text = config.specVariables().apply(variable).filter(v -> !v.isBlank()).orElse(null);
    if (text == null) {
      faults.add(
          new ConfigFault(
              variable,
              "is needed: the spec names it as the "
                  + what
                  + " of the client at the provider "
                  + provider.name()
                  + ".",
              "Set it to the " + what + " that the provider gave the client."));
    }
    return text;
  }
}
