package dev.freehold.event;

/// Where events go. Must not block and must not throw.
@FunctionalInterface
public interface EventSink {
  void emit(Event event);
}
