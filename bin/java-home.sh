# Sourced, not run: find_java sets `java` to a program of JDK 25 or newer and `java_home` to where it lives, or fails.
# shellcheck shell=sh disable=SC2034

java_release=25

# The feature number of the JDK in $1, from its release file: a read, where `java -version` would be a JVM start.
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

# Takes $1 if it is the JDK that is wanted: exactly this release, or with `newer` as $2 any from it on.
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

# Where `java` on the PATH really lives, links followed.
java_on_path() {
  java_link=$(command -v java) || return 1
  java_link=$(readlink -f "$java_link" 2>/dev/null) || return 1
  java_link=${java_link%/bin/java}
  [ -d "$java_link" ] && printf '%s\n' "$java_link"
}

# JAVA_HOME and the PATH are what somebody chose: a newer JDK is right there. Elsewhere exactly this release comes first.
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
freehold needs a JDK $java_release, and found none in JAVA_HOME, on the PATH or where JDKs usually are.
Get one of these, then start again:
  any system      https://adoptium.net (Temurin $java_release), unpacked; set JAVA_HOME to its directory
  Debian, Ubuntu  apt install openjdk-$java_release-jdk   (or temurin-$java_release-jdk)
  Fedora          dnf install java-$java_release-openjdk-devel
  macOS           brew install openjdk@$java_release
  SDKMAN          sdk install java $java_release-tem
END
}
