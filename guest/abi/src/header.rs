use alloc::string::String;
use core::fmt::Write;

use crate::{image_info, irq, park, port, sig_record, sigframe};

/// Renders the C header `host_abi.h` of both overlays: one `#define` per constant, prefixed `LKL_`.
#[must_use]
pub fn c_header() -> String {
    let mut text = String::from(
        "/* SPDX-License-Identifier: MIT */\n\
         /* Rendered from guest/abi by `cargo xtask tidy --fix`: change it there. */\n\
         #ifndef LKL_HOST_ABI_H\n#define LKL_HOST_ABI_H\n",
    );
    let tables = [
        park::TABLE,
        irq::TABLE,
        port::TABLE,
        image_info::TABLE,
        sig_record::TABLE,
        sigframe::TABLE,
    ];
    for table in tables {
        text.push('\n');
        for (name, value) in table {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "#define LKL_{name} {value}");
        }
    }
    text.push_str("\n#endif\n");
    text
}

#[cfg(test)]
mod tests {
    use super::c_header;

    #[test]
    fn renders_every_table() {
        insta::assert_snapshot!(c_header());
    }
}
