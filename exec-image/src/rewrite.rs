use alloc::vec::Vec;

use wasm_encoder::{ImportSection, RawSection, Section, SectionId};

use crate::scan::{MAGIC, Scan};

/// The module without its active data, and with `imports` instead of its own imports and memory.
pub(crate) fn rewrite(scan: &Scan<'_>, imports: ImportSection) -> Vec<u8> {
    let mut imports = Some(imports);
    let mut module = Vec::with_capacity(scan.wasm.len());
    module.extend_from_slice(MAGIC);
    for (id, place) in &scan.sections {
        // Imports come right after the types, also where the file has none of its own.
        if ![SectionId::Custom as u8, SectionId::Type as u8].contains(id)
            && let Some(imports) = imports.take()
        {
            imports.append_to(&mut module);
        }
        let stale =
            [SectionId::Import as u8, SectionId::Memory as u8].contains(id) || (*id == SectionId::DataCount as u8 && !scan.passive);
        if let Some(data) = scan.wasm.get(place.clone()).filter(|_| !stale) {
            RawSection { id: *id, data }.append_to(&mut module);
        }
    }
    module
}
