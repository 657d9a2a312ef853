#!/usr/bin/env bash
# Generates doppel.bindings.gen.onednn, the raw Java view of oneDNN's C interface, into bindings/src/generated/java.
# Its output is committed, so the ordinary build needs neither this script nor jextract nor libclang.
#
# What made the committed files:
#   jextract   commit f9866df3a178baa2e4a3746a7a6e458d783ace92 of github.com/openjdk/jextract (fits JDK 25)
#   libclang   14 (Debian package libclang-14-dev); newer ones name anonymous structs after their source position
#   headers    oneDNN 3.13.0, from org.bytedeco:dnnl:3.13-1.5.14:linux-x86_64 in the local Maven repository
#   platform   Linux x86-64: a C long is written as 8 bytes, so Windows needs files of its own
#
# Usage: generate.sh JEXTRACT_SOURCE_FOLDER
# Settings by environment: JAVA_HOME (JDK 25), LLVM_HOME (/usr/lib/llvm-14), DNNL_JAR.
set -euo pipefail

if [ $# -ne 1 ] || [ ! -d "$1/src/main/java" ]; then
    echo "usage: generate.sh JEXTRACT_SOURCE_FOLDER (a checkout of github.com/openjdk/jextract)" >&2
    exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jextract_source=$(cd "$1" && pwd)
llvm=${LLVM_HOME:-/usr/lib/llvm-14}
java=${JAVA_HOME:?"JAVA_HOME must name a JDK 25"}/bin
dnnl_jar=${DNNL_JAR:-$HOME/.m2/repository/org/bytedeco/dnnl/3.13-1.5.14/dnnl-3.13-1.5.14-linux-x86_64.jar}
output=$here/../src/generated/java
package=doppel.bindings.gen.onednn

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# 1. jextract: plain javac does; without a module version its --version option fails
mkdir "$work/classes" "$work/clang" "$work/headers"
"$java/javac" -nowarn --release 25 -d "$work/classes" $(find "$jextract_source/src/main/java" -name '*.java')
cp -r "$jextract_source/src/main/resources/." "$work/classes/"
"$java/jar" --create --file "$work/jextract.jar" --module-version 25 -C "$work/classes" .
ln -s "$llvm/lib/libclang.so.1" "$work/clang/libclang.so" # jextract asks for exactly this name
jextract=("$java/java" --enable-native-access=org.openjdk.jextract
    "-Djava.library.path=$work/clang" "-Djextract.header.path=$(echo "$llvm"/lib/clang/*/include)"
    -p "$work/jextract.jar" -m org.openjdk.jextract/org.openjdk.jextract.JextractTool)

# 2. headers
(cd "$work/headers" && "$java/jar" --extract --file "$dnnl_jar" org/bytedeco/dnnl/linux-x86_64/include)
include=$work/headers/org/bytedeco/dnnl/linux-x86_64/include
header=$include/oneapi/dnnl/dnnl.h

# 3. the wanted symbols, patterns expanded against what the header has
"${jextract[@]}" --dump-includes "$work/all" -I "$include" "$header" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
sed -n 's/^--include-\([a-z]*\) \([A-Za-z0-9_]*\) .*/\1 \2/p' "$work/all" | sort -u >"$work/known"
: >"$work/includes"
while read -r kind pattern; do
    [ "$kind" = struct ] && kind='\(struct\|typedef\)' # libclang 14 lists typedef struct {...} name as a typedef
    if ! grep "^$kind ${pattern/\*/[A-Za-z0-9_]*}\$" "$work/known" | sed 's/^/--include-/' >>"$work/includes"; then
        echo "generate.sh: the header has no $kind $pattern" >&2
        exit 1
    fi
done < <(sed -e 's/#.*//' -e '/^ *$/d' "$here/onednn.symbols")

# 4. the classes
rm -rf "${output:?}/${package//.//}"
"${jextract[@]}" --output "$output" -t "$package" --header-class-name onednn_h -I "$include" \
    "@$work/includes" "$header" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }

# 5. two changes: symbols come from our own lazy lookup, not from what this class loader happens to have loaded;
#    and the compiler is told that restricted methods are what these classes are for
cd "$output/${package//.//}"
for file in *.java; do
    perl -0pi -e 's/SymbolLookup\.loaderLookup\(\)\s*\.or\(Linker\.nativeLinker\(\)\.defaultLookup\(\)\)/doppel.bindings.libraries.NativeLibrary.ONEDNN.symbols()/g;
        s/^public class /\@SuppressWarnings("restricted")\npublic class /m;
        s/[ \t]+$//mg' "$file"
done
if grep -l loaderLookup ./*.java; then
    echo "generate.sh: the lookup initialiser has changed its form" >&2
    exit 1
fi
wc -l ./*.java
