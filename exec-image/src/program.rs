use alloc::string::ToString;
use alloc::vec::Vec;

use wasm_encoder::{EntityType as Encoded, ImportSection, MemoryType};
use wasmparser::types::EntityType;
use wasmparser::{MemoryType as FoundMemory, TypeRef};

use abi::{PROGRAM_MODULE, WASM_PAGE_SIZE};

use crate::limits::INITIAL_PAGES_MAX;
use crate::rewrite::rewrite;
use crate::scan::Scan;
use crate::signature::{FORK, LONGJMP, PLAIN, SETJMP, START, SYSCALL, spell};
use crate::treat::{Safepoint, treat};
use crate::{Image, Imports, Refusal, Segment};

/// Checks a program file and makes it ready to run.
///
/// Takes the portable flavour: wasm MVP, bulk memory, sign extension, saturating conversions, multiple values, reference types
/// and fixed-width SIMD, in one 32-bit memory; and programs of more than one thread, with a shared memory and atomic instructions, which
/// it makes plain. `docs/abi.md` section 1 lists the imports and exports.
///
/// # Errors
///
/// The first reason found why this machine cannot run it.
pub fn prepare(wasm: &[u8]) -> Result<Image, Refusal> {
    let scan = Scan::read(wasm)?;
    let (imports, mut section) = imports(&scan)?;
    let memory = memory(&scan)?;
    let initial_pages = u32::try_from(memory.initial)
        .ok()
        .filter(|pages| *pages <= INITIAL_PAGES_MAX)
        .ok_or(Refusal::MemoryTooLarge { pages: memory.initial })?;
    let initial_bytes = initial_pages * WASM_PAGE_SIZE;

    function(&scan, "_start", START)?.ok_or(Refusal::MissingExport { name: "_start" })?;
    let starts_threads = function(&scan, "__wasm_thread_start", START)?.is_some();
    let stack_pointer = stack_pointer(&scan, initial_bytes)?;
    let heap_base = global(&scan, "__heap_base", false)?.unwrap_or(initial_bytes);
    let has_sig_frame = global(&scan, "__sig_frame", true)?.is_some();
    let has_thread_pointer = global(&scan, "__wasm_tp", true)?.is_some();
    let captures = captures(&scan, imports)?;
    let stack_low = stack_low(&scan, stack_pointer, initial_bytes)?;

    section.import(
        PROGRAM_MODULE,
        "memory",
        MemoryType {
            minimum: memory.initial,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        },
    );
    let safepoint = Safepoint {
        flag: initial_bytes,
        asyncify_state: scan.export("__asyncify_state").map(|export| export.index),
        signals: signals(&scan)?,
    };
    let imported = scan
        .imports
        .iter()
        .filter(|import| matches!(import.ty, TypeRef::Func(_)))
        .count();
    let module = treat(
        &rewrite(&scan, section),
        u32::try_from(imported).unwrap_or(u32::MAX),
        safepoint,
    );
    Ok(Image {
        module: module.map_err(|e| Refusal::Untreatable { reason: e.to_string() })?,
        segments: segments(&scan),
        initial_pages,
        max_pages: memory.maximum.and_then(|pages| u32::try_from(pages).ok()),
        stack_pointer,
        stack_low,
        heap_base: heap_base.min(initial_bytes),
        imports,
        captures,
        has_sig_frame,
        has_thread_pointer,
        starts_threads,
        safepoint: safepoint.flag,
    })
}

/// Checks the imports, and writes those of functions down anew: a memory goes after them.
fn imports(scan: &Scan<'_>) -> Result<(Imports, ImportSection), Refusal> {
    let types = scan.types.as_ref();
    let mut found = Imports::default();
    let mut section = ImportSection::new();
    for import in &scan.imports {
        let ty = spell(types, types.entity_type_from_import(import));
        let (slot, wanted) = match (import.module, import.name, import.ty) {
            (PROGRAM_MODULE, "memory", TypeRef::Memory(_)) => continue,
            (PROGRAM_MODULE, "syscall", _) => (&mut found.syscall, SYSCALL),
            (PROGRAM_MODULE, "fork", _) => (&mut found.fork, FORK),
            (PROGRAM_MODULE, "setjmp", _) => (&mut found.setjmp, SETJMP),
            (PROGRAM_MODULE, "longjmp", _) => (&mut found.longjmp, LONGJMP),
            (module, name, _) => {
                return Err(Refusal::UnknownImport {
                    module: module.into(),
                    name: name.into(),
                    ty,
                });
            }
        };
        let (TypeRef::Func(index), true) = (import.ty, ty == wanted) else {
            return Err(Refusal::ImportType {
                name: import.name.into(),
                found: ty,
                wanted,
            });
        };
        *slot = true;
        section.import(PROGRAM_MODULE, import.name, Encoded::Function(index));
    }
    Ok((found, section))
}

fn memory(scan: &Scan<'_>) -> Result<FoundMemory, Refusal> {
    let types = scan.types.as_ref();
    let imported = scan.imports.iter().any(|import| matches!(import.ty, TypeRef::Memory(_)));
    match (types.memory_count(), imported || scan.export("memory").is_some()) {
        (0, _) => Err(Refusal::NoMemory),
        (_, false) => Err(Refusal::MissingExport { name: "memory" }),
        _ => Ok(types.memory_at(0)),
    }
}

/// The index of an exported function; `None` if there is no such export.
fn function(scan: &Scan<'_>, name: &'static str, wanted: &'static str) -> Result<Option<u32>, Refusal> {
    let Some(export) = scan.export(name) else {
        return Ok(None);
    };
    let types = scan.types.as_ref();
    if spell(types, types.entity_type_from_export(export)) == wanted {
        Ok(Some(export.index))
    } else {
        Err(Refusal::ExportType { name, wanted })
    }
}

/// What a safepoint needs to have a handler called.
fn signals(scan: &Scan<'_>) -> Result<Option<(u32, u32)>, Refusal> {
    let deliver = function(scan, "__sig_safepoint", PLAIN)?;
    let frame = scan.export("__sig_frame").map(|export| export.index);
    Ok(frame.zip(deliver))
}

fn stack_pointer(scan: &Scan<'_>, initial_bytes: u32) -> Result<u32, Refusal> {
    let name = "__stack_pointer";
    let value = global(scan, name, true)?.ok_or(Refusal::MissingExport { name })?;
    if value == 0 || value > initial_bytes || !value.is_multiple_of(STACK_ALIGN) {
        return Err(Refusal::StackPointer { value });
    }
    Ok(value)
}

/// Whether the program can unwind its stack, which it must if it imports what captures it.
fn captures(scan: &Scan<'_>, imports: Imports) -> Result<bool, Refusal> {
    let state = global(scan, "__asyncify_state", true)?;
    let data = global(scan, "__asyncify_data", true)?;
    let captures = state.is_some() && data.is_some();
    match imports {
        Imports { fork: true, .. } if !captures => Err(Refusal::NoStackCapture { import: "fork" }),
        Imports { setjmp: true, .. } if !captures => Err(Refusal::NoStackCapture { import: "setjmp" }),
        _ => Ok(captures),
    }
}

/// The end of the data below the stack; checks on the way that all data lies in the memory.
fn stack_low(scan: &Scan<'_>, stack_pointer: u32, initial_bytes: u32) -> Result<u32, Refusal> {
    let mut low = 0;
    for (addr, bytes) in &scan.data {
        let end = u32::try_from(bytes.len()).ok().and_then(|len| addr.checked_add(len));
        let end = end
            .filter(|end| *end <= initial_bytes)
            .ok_or(Refusal::DataOutside { addr: *addr })?;
        if end <= stack_pointer {
            low = low.max(end);
        }
    }
    Ok(low)
}

fn segments(scan: &Scan<'_>) -> Vec<Segment> {
    scan.data
        .iter()
        .map(|(addr, bytes)| Segment {
            addr: *addr,
            bytes: bytes.to_vec(),
        })
        .collect()
}

/// The initial value of an exported `i32` global; `None` if there is no such export.
fn global(scan: &Scan<'_>, name: &'static str, mutable: bool) -> Result<Option<u32>, Refusal> {
    let Some(export) = scan.export(name) else {
        return Ok(None);
    };
    let wanted = if mutable {
        "mutable i32 global"
    } else {
        "constant i32 global"
    };
    let value = match scan.types.as_ref().entity_type_from_export(export) {
        // No global is imported: an index counts the defined ones.
        Some(EntityType::Global(ty)) if ty.mutable == mutable => scan.globals.get(export.index as usize).copied().flatten(),
        _ => None,
    };
    value.map(Some).ok_or(Refusal::ExportType { name, wanted })
}

/// What clang keeps `__stack_pointer` aligned to.
const STACK_ALIGN: u32 = 16;
