//! The form of a module that this engine compiles: it defines its memory instead of importing it.
//!
//! wasmtime asks the `MemoryCreator` only for memories that instances define, and an instance that imports nothing of its own store
//! can be pre-linked. So the one memory import becomes a definition of the same type; index 0 stays index 0.

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, MemorySection, Module, RawSection, SectionId};
use wasmparser::{Parser, Payload, TypeRef};

/// Turns the memory import into a definition, exported as `memory` if `export` says so and it is not yet.
pub(super) fn own_memory(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let mut module = Module::new();
    let mut memories = MemorySection::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(reader) = &payload {
            module.section(&without_memory(reader.clone(), &mut memories)?);
            continue;
        }
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        // Memories come after tables and before globals (WebAssembly core specification, section 5.5.2).
        let past_tables = id >= SectionId::Memory as u8 && id != SectionId::Custom as u8;
        if past_tables && !memories.is_empty() {
            module.section(&std::mem::take(&mut memories));
        }
        module.section(&RawSection { id, data: &wasm[range] });
    }
    Ok(module.finish())
}

fn without_memory(reader: wasmparser::ImportSectionReader<'_>, memories: &mut MemorySection) -> Result<ImportSection, Error> {
    let mut imports = ImportSection::new();
    for import in reader.into_imports() {
        let import = import?;
        match import.ty {
            TypeRef::Memory(ty) => {
                memories.memory(RoundtripReencoder.memory_type(ty)?);
            }
            ty => {
                imports.import(import.module, import.name, RoundtripReencoder.entity_type(ty)?);
            }
        }
    }
    Ok(imports)
}
