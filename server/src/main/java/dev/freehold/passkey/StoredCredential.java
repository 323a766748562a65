package dev.freehold.passkey;

/// What the server keeps of a passkey in order to verify its signatures.
///
/// @param id chosen by the authenticator
/// @param publicKey a COSE key (RFC 9052)
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredCredential(
    byte[] id, byte[] publicKey, long signCount, boolean backupEligible) {

  @Override
  public String toString() {
    return "StoredCredential[" + id.length + " bytes]";
  }
}
