package dev.freehold.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `freehold completion`: prints the script that completes commands and options in a shell.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print the script that completes commands and options in a shell.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(freehold completion bash)   in ~/.bashrc",
      "  source <(freehold completion zsh)    in ~/.zshrc, after compinit"
    })
final class CompletionCommand implements Callable<Integer> {
  /// A shell with a script.
  enum Shell {
    BASH,
    ZSH
  }

  /// The scripts are for the program on the `PATH`, whatever it was called by.
  private static final String NAME = "freehold";

  @Spec private @Nullable CommandSpec command;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private @Nullable Shell shell;

  @Override
  public Integer call() {
    CommandLine program = Objects.requireNonNull(command).root().commandLine();
    PrintWriter out = command.commandLine().getOut();
    if (shell == Shell.ZSH) {
      // zsh runs functions of bash once this is loaded.
      out.println("autoload -U +X bashcompinit && bashcompinit");
    }
    out.print(AutoComplete.bash(NAME, program));
    out.flush();
    return ExitStatus.DONE;
  }
}
