package dev.freehold.mail;

import dev.freehold.type.EmailAndUrlFormat;
import java.util.UUID;

/// A mail that is ready to be sent.
///
/// @param id of its row in the outbox: the same for each attempt to send it
/// @param to one address
/// @param subject one line
public record OutgoingMail(UUID id, String to, String subject, String text, String html) {
  /// @throws IllegalArgumentException if `to` is not an address, or the subject has a control
  ///   character: it could add a header
  public OutgoingMail {
    if (!EmailAndUrlFormat.isAccountEmail(to)) {
      throw new IllegalArgumentException("not an address");
    }
    if (subject.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a subject with a control character");
    }
  }

  /// Does not show the text, which has a token.
  @Override
  public String toString() {
    return "OutgoingMail[" + id + "]";
  }
}
