/// Mail: templates, the outbox in the database, its delivery over SMTP.
///
/// Invariant: No text that a client chose stands in a mail, but a validated address. What a mail
/// links to comes from the configuration.
@NullMarked
package dev.freehold.mail;

import org.jspecify.annotations.NullMarked;
