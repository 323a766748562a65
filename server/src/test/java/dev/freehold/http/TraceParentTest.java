package dev.freehold.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void theExampleOfTheStandard() {
    assertThat(TraceParent.of(List.of("00-" + TRACE + "-" + SPAN + "-01")))
        .isEqualTo(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.of(List.of("00-" + TRACE + "-" + SPAN + "-00")))
        .isEqualTo(new TraceParent(TRACE, SPAN, false));
  }

  @Test
  void aLaterVersionMayHaveMore() {
    assertThat(TraceParent.of(List.of("cc-" + TRACE + "-" + SPAN + "-01-what-the-future-brings")))
        .isEqualTo(new TraceParent(TRACE, SPAN, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1"
      })
  void whatIsNotValidBeginsATraceHere(String text) {
    assertThat(TraceParent.of(List.of(text))).isNull();
  }

  @Test
  void twoOrAnEndlessOneAreNone() {
    String valid = "00-" + TRACE + "-" + SPAN + "-01";
    assertThat(TraceParent.of(List.of(valid, valid))).isNull();
    assertThat(TraceParent.of(List.of())).isNull();
    assertThat(TraceParent.of(List.of("cc" + valid.substring(2) + "-" + "a".repeat(1_000))))
        .isNull();
  }
}
