#!/usr/bin/env bash
# Builds the benchmarks and writes target/bench/report.md and report.json: ours, libtorch, the machine's limit.
#   scripts/bench.sh [--quick] [--out FOLDER] [PATTERN]
# --quick measures df-128 alone in about six minutes: step, memory, one face. PATTERN keeps the JMH classes whose names
# have it in them: TrainStepTurns, TrainStepMemory, SwapTurns, ConvTurns. DOPPEL_BENCH_BUILT=1 takes what was built before.
# Needs a JDK 25 or newer, found as by ./doppel, and a machine with nothing else to do.
set -euo pipefail
home=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
. "$home/scripts/jdk.sh"
jdk=$(find_jdk 25)
if [ -z "${DOPPEL_BENCH_BUILT:-}" ]; then
  echo "bench: building"
  JAVA_HOME=$jdk mvn -q -B -f "$home/pom.xml" -pl benchmarks -am package -Dchecks.skip -DskipTests \
    -Dspotless.check.skip=true </dev/null
fi
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-10000} # as our back-end would set it were it loaded first
cd "$home" # for the commit
jars=("$home"/benchmarks/target/unchecked/doppel-benchmarks-*.jar)
exec "$jdk/bin/java" --add-modules jdk.incubator.vector -jar "${jars[0]}" report "$@"
