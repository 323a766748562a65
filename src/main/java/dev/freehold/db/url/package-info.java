/// `DATABASE_URL` to where a database is.
///
/// Invariant: what is not understood is a fault and never ignored; no fault shows a secret.
@NullMarked
package dev.freehold.db.url;

import org.jspecify.annotations.NullMarked;
