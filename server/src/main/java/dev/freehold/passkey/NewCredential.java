package dev.freehold.passkey;

import java.util.List;
import java.util.UUID;

/// A verified new passkey.
///
/// @param credential its public part
/// @param aaguid the model of the authenticator, as it says; all zeros if it does not
/// @param backedUp whether a copy exists, on other devices of the person or at a provider
/// @param transports how browsers reach the authenticator
public record NewCredential(
    StoredCredential credential, UUID aaguid, boolean backedUp, List<String> transports) {
  public NewCredential {
    transports = List.copyOf(transports);
  }
}
