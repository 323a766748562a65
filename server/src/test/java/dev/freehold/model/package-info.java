/// Random specs, rows and requests: each response of the running server is compared with a simple
/// model. The model shares no code with the server; it only uses its socket.
@NullMarked
package dev.freehold.model;

import org.jspecify.annotations.NullMarked;
