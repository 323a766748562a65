package dev.freehold.passkey;

/// The result of verifying a signature of a passkey.
public sealed interface AssertionResult {

  /// The signature is that of the passkey, for this server and this challenge.
  ///
  /// @param signCount that the authenticator reports; 0 if it does not count
  /// @param backedUp whether a copy of the passkey exists now
  record Verified(long signCount, boolean backedUp) implements AssertionResult {}

  /// The signature is valid, and so is the rest, but the passkey may have been copied: its counter did not
  /// grow, or it can be backed up now and could not before.
  record Suspicious() implements AssertionResult {}

  /// Something is wrong, such as the signature, the origin or the challenge.
  record Refused() implements AssertionResult {}
}
