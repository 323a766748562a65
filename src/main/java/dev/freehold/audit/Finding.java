package dev.freehold.audit;

import java.util.Optional;

/// Something that is wrong with a server.
///
/// @param probe the id of the probe that found it
/// @param title one line, without a full stop, that says what is wrong rather than what was done
/// @param operation such as `GET /tasks/{id}`, or a place such as `every answer`
/// @param detail what was seen, in words: statuses, names; text of the server is quoted by the reports
/// @param evidence the request that shows it as `curl`, and the first of the answer; empty where there is none such
/// @param mend what to do, in a sentence
public record Finding(
    String probe,
    Severity severity,
    String title,
    String operation,
    String detail,
    Optional<Exchange> evidence,
    Why why,
    String mend) {

  public static Finding of(
      Probe probe,
      Severity severity,
      String title,
      Object operation,
      String detail,
      Exchange evidence,
      Why why,
      String mend) {
    return new Finding(
        probe.id(),
        severity,
        title,
        operation.toString(),
        detail,
        Optional.of(evidence),
        why,
        mend);
  }
}
