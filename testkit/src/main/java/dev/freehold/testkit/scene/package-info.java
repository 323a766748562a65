/// Rows that people share, and who may do what with them: a reading of the words of `access`, `write`
/// and `moves` of its own, which shares nothing with the statements and policies of the server.
///
/// Invariant: a scene is reached by requests that the spec allows, and its steps say which.
@NullMarked
package dev.freehold.testkit.scene;

import org.jspecify.annotations.NullMarked;
