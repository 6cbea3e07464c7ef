# Stands for what musl's configure would write; it does not know the architecture.
ARCH = wasm32
CC = clang-19 --target=wasm32-unknown-unknown
AR = llvm-ar-19
RANLIB = llvm-ranlib-19
CFLAGS_AUTO = -Os -fno-strict-aliasing -mbulk-memory -mnontrapping-fptoint
OPTIMIZE_GLOBS = internal/*.c malloc/*.c string/*.c internal/wasm32/*.c string/wasm32/*.c
CFLAGS_AUTO += -Wno-shift-op-parentheses -Wno-bitwise-op-parentheses -Wno-logical-op-parentheses
CFLAGS_AUTO += -Wno-string-plus-int -Wno-dangling-else -Wno-ignored-attributes -Wno-pointer-sign -Wno-deprecated-non-prototype
CFLAGS_AUTO += -Wno-parentheses -Wno-ignored-pragmas -Wno-tautological-constant-out-of-range-compare -Qunused-arguments
LIBCC =
SHARED_LIBS =
