/// Random specs, rows and calls, each answer of the running server compared with what a model in a few maps says. The
/// model reads the contract by itself: it uses nothing of the server but its socket.
@NullMarked
package dev.freehold.model;

import org.jspecify.annotations.NullMarked;
