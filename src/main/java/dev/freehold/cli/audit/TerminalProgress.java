package dev.freehold.cli.audit;

import dev.freehold.audit.Verdict;
import dev.freehold.audit.run.Progress;
import java.io.PrintWriter;

/// A line that moves on a terminal; elsewhere a line for each stage.
final class TerminalProgress implements Progress {
  private static final String CLEAR = "\r\u001B[K";

  private final PrintWriter err;
  private final boolean moving;

  TerminalProgress(PrintWriter err, boolean moving) {
    this.err = err;
    this.moving = moving;
  }

  @Override
  public void stage(String words) {
    if (moving) {
      err.print(CLEAR + words + " …");
    } else {
      err.println(words);
    }
    err.flush();
  }

  @Override
  public void begins(String id, int number, int of) {
    if (moving) {
      err.print(CLEAR + "probe " + number + " of " + of + ": " + id);
      err.flush();
    }
  }

  @Override
  public void ended(String id, Verdict verdict) {
    if (!moving && verdict instanceof Verdict.Broken broken) {
      err.println(id + ": " + broken.findings().size() + " found");
      err.flush();
    }
  }

  void done() {
    if (moving) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
