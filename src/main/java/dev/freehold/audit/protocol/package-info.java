/// Probes of HTTP and JSON as a server speaks them: methods, paths, media types, bodies, origins, the document.
///
/// Invariant: nothing that the standards or the description allow is called wrong.
@NullMarked
package dev.freehold.audit.protocol;

import org.jspecify.annotations.NullMarked;
