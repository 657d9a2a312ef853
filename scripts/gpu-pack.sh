#!/usr/bin/env bash
# Packs what scripts/gpu-run.sh needs on a machine with a card and neither JDK, Maven nor network: a Java runtime, our
# jars with the kernels' sources, the losses to be met, the PyTorch peer. Prints the size, fails above 60 MiB.
#   scripts/gpu-pack.sh [FOLDER]      the folder to make, target/gpu-pack if not given; FOLDER.tar.gz beside it
# Needs a JDK 25 or newer, found as by ./doppel.
set -euo pipefail
home=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
pack=$(readlink -m -- "${1:-$home/target/gpu-pack}")
limit_mib=60
# What the model and its kernels need of the app: no pictures, clips, commands or networks from files.
ours="doppel-bindings doppel-kernels doppel-tensor doppel-nn doppel-faceswap-app doppel-benchmarks"
modules=java.base,java.logging,java.management,jdk.management,jdk.unsupported,jdk.incubator.vector

. "$home/scripts/jdk.sh"
jdk=$(find_jdk 25)

# The tests of single kernels run on the way, and what their emulation launches is kept.
built=$home/benchmarks/target/unchecked
launches=$home/target/launches.bin
if [ -z "${DOPPEL_PACK_BUILT:-}" ]; then # set it to pack again what was built before
  echo "gpu-pack: building"
  mkdir -p "$home/target"
  JAVA_HOME=$jdk mvn -q -B -f "$home/pom.xml" -pl benchmarks -am package -Dchecks.skip -Dpeer.skip \
    -Dspotless.check.skip=true -Dtest='Launched*Test,PrepTest' -Dsurefire.failIfNoSpecifiedTests=false -Ddoppel.test.launches="$launches" </dev/null
fi

rm -rf "$pack" "$pack.tar.gz"
mkdir -p "$pack/lib" "$pack/fixtures"
"$jdk/bin/jlink" --add-modules $modules --strip-debug --no-man-pages --no-header-files --compress=zip-6 \
  --output "$pack/runtime" 2>/dev/null
# The tests' jar of kernels goes with it: its rows run on the card, too.
for jar in $ours; do
  cp "$built"/lib/$jar-*.jar "$pack/lib/" 2>/dev/null || cp "$built"/$jar-*.jar "$pack/lib/"
done
cp "$home/scripts/gpu-run.sh" "$home/scripts/peer.py" "$pack/"
cp "$launches" "$pack/fixtures/"
git -C "$home" log -1 --format=%H >"$pack/commit" 2>/dev/null || echo unknown >"$pack/commit"

echo "gpu-pack: losses of 200 steps on the CPU"
OMP_WAIT_POLICY=passive "$jdk/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -cp "$built/classes:$built/lib/*" doppel.benchmarks.gpu.CardRun --curve "$pack/fixtures/loss-curve.txt" 2>/dev/null

tar -C "$(dirname "$pack")" -czf "$pack.tar.gz" "$(basename "$pack")"
folder_kib=$(du -sk --apparent-size "$pack" | cut -f1)
archive_kib=$(du -sk --apparent-size "$pack.tar.gz" | cut -f1)
du -sk --apparent-size "$pack"/* | while read -r kib name; do printf '%8d KiB  %s\n' "$kib" "${name#"$pack"/}"; done
printf 'gpu-pack: %s, %d MiB; %s, %d MiB\n' \
  "$pack" $(((folder_kib + 1023) / 1024)) "$pack.tar.gz" $(((archive_kib + 1023) / 1024))
if [ "$folder_kib" -gt $((limit_mib * 1024)) ]; then
  echo "gpu-pack: the folder is above $limit_mib MiB" >&2
  exit 1
fi
