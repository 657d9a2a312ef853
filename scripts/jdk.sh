# Read by other scripts: find_jdk prints the folder of a JDK of at least the version given, or says on stderr why not.
#   DOPPEL_JAVA_HOME   the JDK to use; else JAVA_HOME, the PATH and the usual folders are searched

jdk_major() { # of the Java in a JDK's folder; nothing if there is none
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}
find_jdk() {
  local wanted=$1 candidate on_path
  new_enough() { [ "$(jdk_major "$1" || echo 0)" -ge "$wanted" ] 2>/dev/null; }
  if [ -n "${DOPPEL_JAVA_HOME:-}" ]; then
    new_enough "$DOPPEL_JAVA_HOME" && { echo "$DOPPEL_JAVA_HOME"; return; }
    echo "doppel: DOPPEL_JAVA_HOME is $DOPPEL_JAVA_HOME, which is no JDK $wanted or newer" >&2
    return 1
  fi
  on_path=$(command -v javac || true)
  for candidate in "${JAVA_HOME:-}" "${on_path:+$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")}" \
    /usr/lib/jvm/* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$candidate" ] && new_enough "$candidate" && { echo "$candidate"; return; }
  done
  echo "doppel: no JDK $wanted or newer found; install one (Temurin, say) or set DOPPEL_JAVA_HOME to its folder" >&2
  return 1
}
