# Sourced, not run. find_java sets `java` to the executable of a JDK 25 or newer and `java_home` to its directory, or fails.
# shellcheck shell=sh disable=SC2034

java_release=25

# Prints the feature release of the JDK in $1. Reads its release file, because `java -version` would start a JVM.
java_feature() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r java_line; do
    case $java_line in
      JAVA_VERSION=*)
        java_line=${java_line#JAVA_VERSION=}
        java_line=${java_line#\"}
        java_line=${java_line%\"}
        java_line=${java_line%%[!0-9]*}
        printf '%s\n' "$java_line"
        return 0
        ;;
    esac
  done <"$1/release"
  return 1
}

# Uses the JDK in $1 if it is exactly this release, or with `newer` as $2 this release or a later one.
try_java() {
  java_found=$(java_feature "$1") || return 1
  [ -n "$java_found" ] || return 1
  if [ "$java_found" -eq "$java_release" ] || { [ "${2-}" = newer ] && [ "$java_found" -gt "$java_release" ]; }; then
    java_home=$1
    java=$1/bin/java
    return 0
  fi
  return 1
}

# Prints the directory of the JDK whose `java` is on the PATH, with links resolved.
java_on_path() {
  java_link=$(command -v java) || return 1
  java_link=$(readlink -f "$java_link" 2>/dev/null) || return 1
  java_link=${java_link%/bin/java}
  [ -d "$java_link" ] && printf '%s\n' "$java_link"
}

# A JDK in JAVA_HOME or on the PATH was chosen by the user and may be newer. Elsewhere exactly this release is preferred.
find_java() {
  if [ -n "${JAVA_HOME-}" ] && try_java "$JAVA_HOME" newer; then return 0; fi
  if java_path=$(java_on_path) && try_java "$java_path" newer; then return 0; fi
  if [ -x /usr/libexec/java_home ] \
    && java_path=$(/usr/libexec/java_home -v "$java_release" 2>/dev/null) \
    && try_java "$java_path"; then return 0; fi
  for java_policy in exact newer; do
    for java_path in \
      /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.local/share/mise/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
      if try_java "$java_path" "$java_policy"; then return 0; fi
    done
  done
  return 1
}

explain_java() {
  cat >&2 <<END
freehold needs JDK $java_release. None was found in JAVA_HOME, on the PATH or in the usual directories.
Install one of these, then start again:
  any system      https://adoptium.net (Temurin $java_release), unpacked; set JAVA_HOME to its directory
  Debian, Ubuntu  apt install openjdk-$java_release-jdk   (or temurin-$java_release-jdk)
  Fedora          dnf install java-$java_release-openjdk-devel
  macOS           brew install openjdk@$java_release
  SDKMAN          sdk install java $java_release-tem
END
}
