package dev.freehold.passkey;

import java.util.Set;

/// The site for which passkeys are made (WebAuthn Level 3 section 4).
///
/// @param id its domain: that of the pages that use passkeys, or one above it
/// @param name as authenticators show it
/// @param origins of the pages that may use passkeys, such as `https://app.example.com`
public record RelyingParty(String id, String name, Set<String> origins) {
  public RelyingParty {
    origins = Set.copyOf(origins);
  }
}
