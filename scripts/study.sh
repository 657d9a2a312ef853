#!/usr/bin/env bash
# Runs a chapter's program of docs/study:
#   scripts/study.sh N [OPTION...]
# Builds what it needs first, with Maven, if a source is newer than the last build.
#   DOPPEL_JAVA_HOME   the JDK to use, 25 or newer (else JAVA_HOME, the PATH and the usual folders are searched)
#   DOPPEL_JAVA_OPTS   more options for the JVM, such as -Ddoppel.native.trace=true
set -euo pipefail
home=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
usage() {
  echo "usage: scripts/study.sh N [OPTION...], N the number of a chapter of docs/study, 1 to 10" >&2
  exit 2
}
case ${1:-} in
  1) main=nn.examples.LearnXor ;;
  2) main=nn.examples.TapeToTensors ;;
  3) main=nn.examples.HandConvolution ;;
  4) main=bindings.examples.OneCall ;;
  5) main=bindings.examples.Layouts ;;
  6) main=nn.examples.FindALeak ;;
  7) main=nn.examples.DssimThreeWays ;;
  8) main=nn.examples.EightFaces ;;
  9) main=nn.examples.AnyDevice ;;
  10) main=nn.examples.WhereTimeGoes ;;
  *) usage ;;
esac
shift
. "$home/scripts/jdk.sh"
jdk=$(find_jdk 25) || exit 1

target=$home/nn/target/unchecked
path=$target/study.classpath
stale() {
  [ ! -e "$path" ] && return 0
  [ -n "$(find "$home"/{bindings,kernels,tensor,nn} "$home/pom.xml" -name target -prune -o \
    \( -name '*.java' -o -name '*.cu' -o -name pom.xml \) -type f -newer "$path" -print -quit)" ]
}
if stale; then
  command -v mvn >/dev/null || { echo "study: Maven (mvn) is not installed, and the programs must be built first" >&2; exit 1; }
  echo "study: building" >&2
  mkdir -p "$target"
  rm -f "$path"
  if ! JAVA_HOME=$jdk mvn -q -B -f "$home/pom.xml" -pl nn -am -Pstudy -Dchecks.skip -DskipTests \
    process-test-classes >"$target/study.log" 2>&1; then
    rm -f "$path"
    tail -n 30 "$target/study.log" >&2
    echo "study: the build failed; its log is $target/study.log" >&2
    exit 1
  fi
fi
# Nets as small as these leave the threads of OpenMP nothing to wait for in a busy loop.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector \
  ${DOPPEL_JAVA_OPTS:-} \
  -cp "$home/bindings/target/unchecked/test-classes:$target/test-classes:$target/classes:$(cat "$path")" "doppel.$main" "$@"
