#!/usr/bin/env bash
# Proves and measures the CUDA back-end on a card, within ten minutes, and writes OUTDIR/results.jsonl and
# OUTDIR/summary.txt. Runs from the folder that scripts/gpu-pack.sh made; needs a Python with NVIDIA's wheels, and with
# PyTorch for the comparison.
#   gpu-run.sh OUTDIR [--device cuda:N]      exit code 1 if anything is wrong, or there is no card
#   gpu-run.sh OUTDIR --dry                  everything at tiny sizes on the CPU, to try the script
# DOPPEL_JAVA_OPTS are more options of the JVM, such as -Ddoppel.cuda.tune=true or -Ddoppel.cuda.conv=fused.
# PYTHON names the Python (python3); DOPPEL_CUDA a folder with the libraries; DOPPEL_GPU_PACK the folder (this one).
set -uo pipefail
here=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
pack=${DOPPEL_GPU_PACK:-$here}
[ -x "$pack/runtime/bin/java" ] || pack=$here/../target/gpu-pack
if [ ! -x "$pack/runtime/bin/java" ]; then
  echo "gpu-run: no Java runtime in $here/runtime or $here/../target/gpu-pack/runtime; run scripts/gpu-pack.sh first" >&2
  exit 1
fi
if [ $# -lt 1 ] || [ "${1#-}" != "$1" ]; then
  echo "usage: gpu-run.sh OUTDIR [--dry] [--device cuda:N]" >&2
  exit 2
fi
out=$1
shift
mkdir -p "$out" || exit 1
python=${PYTHON:-python3}

# The wheels of the Python, if nobody says otherwise; a namespace package may have several folders.
if [ -z "${DOPPEL_CUDA:-}" ]; then
  trees=$("$python" -c 'import nvidia, os; print(os.pathsep.join(nvidia.__path__))' 2>/dev/null) && export DOPPEL_CUDA=$trees
fi
echo "gpu-run: $(cat "$pack/commit"), libraries from ${DOPPEL_CUDA:-the usual places}"
# Compiled kernels and plans: of this run alone, so that it also tells what a first run costs.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOPPEL_CACHE=${DOPPEL_CACHE:-$scratch} TORCHINDUCTOR_CACHE_DIR=$scratch/inductor

# Beyond its own deadlines, in case the process itself is stuck.
timeout --kill-after=5 595 "$pack/runtime/bin/java" -Xmx8g -XX:-UsePerfData ${DOPPEL_JAVA_OPTS:-} \
  --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -cp "$pack/lib/*" doppel.benchmarks.gpu.CardRun "$out" "$pack" "$python" "$@" 2> >(grep -v '^WARNING: Using incubator' | tee "$out/errors.log" >&2)
code=$?
[ $code -eq 124 ] && echo "gpu-run: stopped after ten minutes; what was found is in $out/results.jsonl" >&2
exit $code
