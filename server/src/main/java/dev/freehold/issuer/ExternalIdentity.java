package dev.freehold.issuer;

/// A person as an external issuer knows them. Two identities are never one because of an e-mail
/// address (K9).
///
/// @param issuer the name of the issuer in the spec
/// @param subject 1 to 255 characters, as in the token
public record ExternalIdentity(String issuer, String subject) {
  public static final int MAX_SUBJECT = 255;

  /// `NAME:SUBJECT`, by which an operator names the account. No e-mail address has this form: it has no
  /// colon before its at sign.
  public String handle() {
    return issuer + ":" + subject;
  }
}
