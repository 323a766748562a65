package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordWrapTest {
  @Test
  void aLineEndsAtABlank() {
    assertThat(WordWrap.texts("the value of tasks.priority=low here", 20))
        .containsExactly("the value of", "tasks.priority=low", "here");
  }

  @Test
  void aLongWordHasALineOfItsOwn() {
    assertThat(WordWrap.texts("a --very-long-option b", 5))
        .containsExactly("a", "--very-long-option", "b");
  }

  @Test
  void aTextThatFitsIsOneLine() {
    assertThat(WordWrap.texts("a b", 3)).containsExactly("a b");
    assertThat(WordWrap.texts("", 3)).containsExactly("");
  }
}
