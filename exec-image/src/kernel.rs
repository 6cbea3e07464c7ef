use alloc::vec::Vec;

use wasm_encoder::{EntityType, ImportSection, MemoryType};
use wasmparser::TypeRef;

use abi::{KERNEL_MODULE, PAGE_SIZE, WASM_PAGE_SIZE};

use crate::Refusal;
use crate::rewrite::rewrite;
use crate::scan::Scan;
use crate::signature::spell;

/// The kernel, split into code and initial memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    /// The module without its data, which imports its memory as `env.memory` (without a maximum).
    pub module: Vec<u8>,
    /// What its memory holds from address 0 on; a multiple of 4096 bytes, zeros after it.
    pub image: Vec<u8>,
    /// The least size of that memory, in WebAssembly pages.
    pub initial_pages: u32,
}

/// Takes the data out of a linked kernel, and lets it import its memory.
///
/// The file must define the memory: wasm-ld fills the bss of an imported one by a start function, which every instance
/// would run again.
///
/// # Errors
///
/// The first reason found why this is not a kernel: it must import functions of module `lkl` only, and define its memory.
pub fn split_kernel(wasm: &[u8]) -> Result<Kernel, Refusal> {
    let scan = Scan::read(wasm)?;
    let types = scan.types.as_ref();
    let mut section = ImportSection::new();
    for import in &scan.imports {
        match (import.module, import.ty) {
            (KERNEL_MODULE, TypeRef::Func(index)) => {
                section.import(KERNEL_MODULE, import.name, EntityType::Function(index));
            }
            _ => {
                return Err(Refusal::UnknownImport {
                    module: import.module.into(),
                    name: import.name.into(),
                    ty: spell(types, types.entity_type_from_import(import)),
                });
            }
        }
    }
    if types.memory_count() == 0 {
        return Err(Refusal::NoMemory);
    }
    let pages = types.memory_at(0).initial;
    // All 65536 pages of a 32-bit memory would be one byte more than a u32 of bytes can say.
    let initial_pages = u32::try_from(pages).ok().filter(|pages| *pages < 65_536);
    let initial_pages = initial_pages.ok_or(Refusal::MemoryTooLarge { pages })?;
    section.import(
        "env",
        "memory",
        MemoryType {
            minimum: pages,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        },
    );
    let image = flatten(&scan.data, initial_pages * WASM_PAGE_SIZE)?;
    Ok(Kernel {
        module: rewrite(&scan, section),
        image,
        initial_pages,
    })
}

/// The data as one piece from address 0, later segments over earlier ones.
fn flatten(data: &[(u32, &[u8])], memory_bytes: u32) -> Result<Vec<u8>, Refusal> {
    let mut image = Vec::new();
    for (addr, bytes) in data {
        let start = *addr as usize;
        let end = start.checked_add(bytes.len()).filter(|end| *end <= memory_bytes as usize);
        let end = end.ok_or(Refusal::DataOutside { addr: *addr })?;
        if image.len() < end {
            image.resize(end, 0);
        }
        if let Some(place) = image.get_mut(start..end) {
            place.copy_from_slice(bytes);
        }
    }
    let used = image.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    image.resize(used.next_multiple_of(PAGE_SIZE as usize), 0);
    Ok(image)
}
