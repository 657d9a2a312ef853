#!/usr/bin/env bash
# Generates doppel.bindings.gen.*, the raw Java view of the C interfaces we use, into bindings/src/generated/java.
# Its output is committed, so the ordinary build needs neither this script nor jextract nor libclang nor any header.
#
# What made the committed files:
#   jextract   commit f9866df3a178baa2e4a3746a7a6e458d783ace92 of github.com/openjdk/jextract (fits JDK 25)
#   libclang   14 (Debian package libclang-14-dev); newer ones name anonymous structs after their source position
#   headers    oneDNN 3.13.0, from org.bytedeco:dnnl:3.13-1.5.14:linux-x86_64 in the local Maven repository;
#              CUDA 13.0 and cuDNN 9.24, from NVIDIA's Python wheels nvidia-cuda-runtime 13.0.96,
#              nvidia-cuda-nvrtc 13.0.88, nvidia-cublas 13.1.1.3, nvidia-cudnn-cu13 9.24.0.43,
#              nvidia-cuda-crt 13.0.88 and nvidia-cuda-cccl 13.0.85
#   platform   Linux x86-64: a C long is written as 8 bytes, so Windows needs files of its own
#
# Usage: generate.sh JEXTRACT_SOURCE_FOLDER [LIBRARY...]
#   LIBRARY: onednn, cuda, nvrtc, cublas, cudnn; all of them if none is named
# Settings by environment: JAVA_HOME (JDK 25), LLVM_HOME (/usr/lib/llvm-14), DNNL_JAR, CUDA_WHEELS (the folder nvidia in
# site-packages of a Python that has the wheels), OUTPUT (where to write instead).
set -euo pipefail

if [ $# -lt 1 ] || [ ! -d "$1/src/main/java" ]; then
    echo "usage: generate.sh JEXTRACT_SOURCE_FOLDER [LIBRARY...] (a checkout of github.com/openjdk/jextract)" >&2
    exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jextract_source=$(cd "$1" && pwd)
shift
llvm=${LLVM_HOME:-/usr/lib/llvm-14}
java=${JAVA_HOME:?"JAVA_HOME must name a JDK 25"}/bin
dnnl_jar=${DNNL_JAR:-$HOME/.m2/repository/org/bytedeco/dnnl/3.13-1.5.14/dnnl-3.13-1.5.14-linux-x86_64.jar}
output=${OUTPUT:-$here/../src/generated/java}
mkdir -p "$output"
output=$(cd "$output" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# jextract: plain javac does; without a module version its --version option fails
mkdir "$work/classes" "$work/clang" "$work/headers"
"$java/javac" -nowarn --release 25 -d "$work/classes" $(find "$jextract_source/src/main/java" -name '*.java')
cp -r "$jextract_source/src/main/resources/." "$work/classes/"
"$java/jar" --create --file "$work/jextract.jar" --module-version 25 -C "$work/classes" .
ln -s "$llvm/lib/libclang.so.1" "$work/clang/libclang.so" # jextract asks for exactly this name
jextract=("$java/java" --enable-native-access=org.openjdk.jextract
    "-Djava.library.path=$work/clang" "-Djextract.header.path=$(echo "$llvm"/lib/clang/*/include)"
    -p "$work/jextract.jar" -m org.openjdk.jextract/org.openjdk.jextract.JextractTool)

# generate LIST PACKAGE LOOKUP HEADER OPTION...
#   LIST: name of the list of wanted symbols and, with _h, of the class; LOOKUP: a constant of NativeLibrary
generate() {
    local list=$1 package=$2 lookup=$3 header=$4 target=$output/${2//.//}
    shift 4

    # the wanted symbols, patterns expanded against what the header has
    "${jextract[@]}" --dump-includes "$work/all" "$@" "$header" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
    if [ ! -s "$work/all" ]; then
        grep -v Skipping "$work/log" >&2
        exit 1
    fi
    sed -n 's/^--include-\([a-z]*\) \([A-Za-z0-9_]*\) .*/\1 \2/p' "$work/all" | sort -u >"$work/known"
    : >"$work/includes"
    while read -r kind pattern; do
        [ "$kind" = struct ] && kind='\(struct\|typedef\)' # libclang 14 lists typedef struct {...} name as a typedef
        if ! grep "^$kind ${pattern/\*/[A-Za-z0-9_]*}\$" "$work/known" | sed 's/^/--include-/' >>"$work/includes"; then
            echo "generate.sh: the header has no $kind $pattern" >&2
            exit 1
        fi
    done < <(sed -e 's/#.*//' -e '/^ *$/d' "$here/$list.symbols")

    # the classes
    rm -rf "$work/out"
    "${jextract[@]}" --output "$work/out" -t "$package" --header-class-name "${list}_h" "$@" \
        "@$work/includes" "$header" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
    rm -f "$work/all"

    # two changes: symbols come from our own lazy lookup, not from what this class loader happens to have loaded;
    # and the compiler is told that restricted methods are what these classes are for
    local file
    for file in "$work/out/${package//.//}"/*.java; do
        perl -0pi -e 's/SymbolLookup\.loaderLookup\(\)\s*\.or\(Linker\.nativeLinker\(\)\.defaultLookup\(\)\)/doppel.bindings.libraries.NativeLibrary.'"$lookup"'.symbols()/g;
            s/^public class /\@SuppressWarnings("restricted")\npublic class /m;
            s/[ \t]+$//mg' "$file"
    done
    if grep -l loaderLookup "$work/out/${package//.//}"/*.java; then
        echo "generate.sh: the lookup initialiser has changed its form" >&2
        exit 1
    fi
    mkdir -p "$target"
    cp "$work/out/${package//.//}"/*.java "$target/"
    (cd "$target" && wc -l ./*.java)
}

# empty PACKAGE: forgets what was generated before
empty() {
    rm -rf "${output:?}/${1//.//}"
}

wheels() {
    echo "${CUDA_WHEELS:?"CUDA_WHEELS must name the folder nvidia of a Python with the wheels above"}"
}

for library in "${@:-all}"; do
    [ "$library" = all ] && wanted=(onednn cuda nvrtc cublas cudnn) || wanted=("$library")
    for name in "${wanted[@]}"; do
        package=doppel.bindings.gen.$name
        empty "$package"
        case $name in
            onednn)
                (cd "$work/headers" && "$java/jar" --extract --file "$dnnl_jar" org/bytedeco/dnnl/linux-x86_64/include)
                include=$work/headers/org/bytedeco/dnnl/linux-x86_64/include
                generate onednn "$package" ONEDNN "$include/oneapi/dnnl/dnnl.h" -I "$include"
                ;;
            cuda) # the definition keeps names of CUDA 12 beside their successors
                include=$(wheels)/cu13/include
                generate cuda "$package" CUDA "$include/cuda.h" -D __CUDA_API_VERSION_INTERNAL -I "$include"
                ;;
            nvrtc)
                include=$(wheels)/cu13/include
                generate nvrtc "$package" NVRTC "$include/nvrtc.h" -I "$include"
                ;;
            cublas)
                include=$(wheels)/cu13/include
                generate cublas "$package" CUBLAS "$include/cublas_v2.h" -I "$include" -I "$include/cccl"
                generate cublaslt "$package" CUBLASLT "$include/cublasLt.h" -I "$include" -I "$include/cccl"
                ;;
            cudnn)
                include=$(wheels)/cudnn/include
                generate cudnn "$package" CUDNN "$include/cudnn.h" -I "$include" -I "$(wheels)/cu13/include"
                ;;
            *)
                echo "generate.sh: no library $name" >&2
                exit 2
                ;;
        esac
    done
done
