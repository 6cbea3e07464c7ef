//! Tables of options, words separated by white space.

/// For the compiler, with a value as the next word.
pub(super) const COMPILE_WITH_WORD: &str = "
    -I -D -U -include -imacros -isystem -iquote -idirafter -iprefix -iwithprefix -MF -MT -MQ -MJ -Xclang -Xpreprocessor -Xassembler
    -mllvm --param";

/// About code that other machines have and wasm has not: position independence, registers, stack checks, ELF.
pub(super) const DROPPED: &str = "
    -m32 -m64 -fPIC -fpic -fPIE -fpie -pie -no-pie -static-pie -static -rdynamic -static-libgcc -shared-libgcc -pipe
    -fomit-frame-pointer -fstack-clash-protection -fasynchronous-unwind-tables -funwind-tables";

/// The same, however they go on.
pub(super) const DROPPED_PREFIXES: &str = "
    -march= -mtune= -mcpu= -mabi= -mfpmath= -mpreferred-stack-boundary= -fstack-protector -fcf-protection -mcmodel= -fuse-ld=";

/// Questions that clang answers without an input.
pub(super) const QUESTIONS: &str = "--version -dumpversion -print-search-dirs --help -print-resource-dir";

/// Options of GNU ld about things that a static wasm module does not have, or that wasm-ld does anyway (it searches all archives).
pub(super) const LINKER_DROPPED: &str = "
    --start-group -( --end-group -) --as-needed --no-as-needed --sort-common --warn-common --warn-once --no-warn-mismatch
    --export-dynamic -E -Bdynamic -Bstatic -dy -dn -d --no-undefined --eh-frame-hdr --no-dynamic-linker -pie -no-pie -static
    --no-copy-dt-needed-entries --enable-new-dtags --disable-new-dtags -Bsymbolic -Bsymbolic-functions --discard-all -x
    --discard-locals -X --relax --no-relax -N --omagic -n --nmagic";

/// The same, however they go on.
pub(super) const LINKER_DROPPED_PREFIXES: &str =
    "--sort-common= --sort-section= --hash-style= -rpath= --rpath= --dynamic-linker= -O";

/// The same, with a value as the next word.
pub(super) const LINKER_DROPPED_WITH_WORD: &str = "
    --sort-section -rpath --rpath -rpath-link -dynamic-linker --dynamic-linker -m -soname -h";

/// Whether a table has this option.
pub(super) fn has(table: &str, option: &str) -> bool {
    table.split_whitespace().any(|entry| entry == option)
}

/// Whether a table has something that this option begins with.
pub(super) fn has_prefix(table: &str, option: &str) -> bool {
    table.split_whitespace().any(|entry| option.starts_with(entry))
}
