package dev.freehold.cli;

import dev.freehold.problem.ShellWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `freehold install`: a link to the launcher in a directory of the `PATH`. Exit status 0; 1 if there is
/// another file of this name, or the directory cannot be written.
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = "Puts freehold on the PATH: a link to its launcher.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold install",
      "  freehold install --dir /usr/local/bin",
      "  freehold install --uninstall",
      "",
      "A file or a link to another program is never replaced.",
      "",
      "Exit status: 0 installed, or removed with --uninstall; 1 neither."
    })
final class InstallCommand implements Callable<Integer> {
  private static final String NAME = "freehold";

  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The directory of the link. Default: ~/.local/bin")
  private @Nullable Path directory;

  @Option(names = "--uninstall", description = "Remove the link.")
  private boolean uninstall;

  private final @Nullable String launcher;
  private final Map<String, String> environment;

  /// @param launcher its path; null if it did not start this program
  InstallCommand(@Nullable String launcher, Map<String, String> environment) {
    this.launcher = launcher;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (launcher == null) {
      return failed(
          err,
          "this program was not started by its launcher, the script 'freehold' beside target/;"
              + " start that to install it");
    }
    Path place = directory == null ? home().resolve(".local/bin") : directory;
    Path link = place.toAbsolutePath().normalize().resolve(NAME);
    try {
      return uninstall ? remove(link, out, err) : create(link, Path.of(launcher), out, err);
    } catch (FileSystemException e) {
      return failed(
          err,
          e.getFile()
              + " cannot be written"
              + (e.getReason() == null ? "" : " (" + e.getReason() + ")")
              + ": choose another directory with --dir");
    }
  }

  private Path home() {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
  }

  private int create(Path link, Path target, PrintWriter out, PrintWriter err) throws IOException {
    if (leadsToLauncher(link)) {
      out.println(link + " is there already.");
    } else if (isThere(link)) {
      return failed(err, foreign(link) + "; remove it, or choose another directory with --dir");
    } else {
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, target);
      out.println(link + " leads to " + target + ".");
    }
    adviseOnPath(link, out);
    out.flush();
    return ExitStatus.DONE;
  }

  private int remove(Path link, PrintWriter out, PrintWriter err) throws IOException {
    if (!isThere(link)) {
      out.println(link + " is not there.");
    } else if (Files.isSymbolicLink(link) && leadsToLauncher(link)) {
      Files.delete(link);
      out.println(link + " is removed.");
    } else {
      return failed(err, foreign(link) + "; it stays");
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private static boolean isThere(Path link) {
    return Files.exists(link, LinkOption.NOFOLLOW_LINKS);
  }

  private boolean leadsToLauncher(Path link) throws IOException {
    return launcher != null && Files.exists(link) && Files.isSameFile(link, Path.of(launcher));
  }

  private static String foreign(Path link) throws IOException {
    return Files.isSymbolicLink(link)
        ? link + " leads to " + Files.readSymbolicLink(link)
        : link + " is another file";
  }

  /// Says what is missing before the shell finds the link.
  private void adviseOnPath(Path link, PrintWriter out) throws IOException {
    Path place = Objects.requireNonNull(link.getParent());
    Optional<Path> first =
        Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
            .filter(part -> part.startsWith("/"))
            .map(part -> Path.of(part).resolve(NAME))
            .filter(Files::isExecutable)
            .findFirst();
    if (first.isPresent() && Files.isSameFile(first.get(), link)) {
      out.println("Try it: freehold --help");
    } else if (isOnPath(place)) {
      out.println(
          "The PATH has another freehold before it: "
              + first.map(Path::toString).orElse("in a directory that cannot be read"));
    } else {
      Shell shell = Shell.of(environment.getOrDefault("SHELL", ""));
      out.println("Its directory is not on the PATH. Add this line to " + shell.file + ":");
      out.println("  " + shell.line(place, home()));
    }
  }

  private boolean isOnPath(Path place) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
        .filter(part -> part.startsWith("/"))
        .anyMatch(part -> Path.of(part).normalize().equals(place));
  }

  private static int failed(PrintWriter err, String message) {
    err.println("freehold: " + message);
    err.flush();
    return ExitStatus.FAILED;
  }

  /// Where a shell reads its `PATH` from.
  private enum Shell {
    BASH("~/.bashrc"),
    ZSH("~/.zshrc"),
    FISH("~/.config/fish/config.fish"),
    OTHER("~/.profile");

    private final String file;

    Shell(String file) {
      this.file = file;
    }

    /// @param program such as `/bin/zsh`
    static Shell of(String program) {
      String name = program.substring(program.lastIndexOf('/') + 1);
      return switch (name) {
        case "bash" -> BASH;
        case "zsh" -> ZSH;
        case "fish" -> FISH;
        default -> OTHER;
      };
    }

    String line(Path directory, Path home) {
      String place =
          directory.startsWith(home)
              ? "\"$HOME\"/" + ShellWord.of(home.relativize(directory).toString())
              : ShellWord.of(directory.toString());
      return this == FISH ? "fish_add_path " + place : "export PATH=" + place + ":\"$PATH\"";
    }
  }
}
