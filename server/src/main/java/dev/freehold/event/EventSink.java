package dev.freehold.event;

/// Receives events. Must not block and must not throw.
@FunctionalInterface
public interface EventSink {
  void emit(Event event);
}
