use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use wasmparser::{
    ConstExpr, DataKind, DataSectionReader, Error, Export, FuncValidatorAllocations, Import, Operator, Parser, Payload, TypeRef,
    ValidPayload, Validator, WasmFeatures,
};

use crate::Refusal;
use crate::limits::MODULE_BYTES_MAX;

/// A valid module, read once: what both kinds of image need to know of it. Everything borrows from the file.
pub(crate) struct Scan<'a> {
    pub(crate) wasm: &'a [u8],
    /// Sections to keep, in the order of the file, by id and place: all but data and what does not matter at run time.
    pub(crate) sections: Vec<(u8, Range<usize>)>,
    pub(crate) imports: Vec<Import<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
    /// Initial values of the globals it defines, where they are constant `i32`.
    pub(crate) globals: Vec<Option<u32>>,
    /// Active data at constant addresses.
    pub(crate) data: Vec<(u32, &'a [u8])>,
    /// Its data is passive, and stays in the module: `wasm-ld --shared-memory` has the start function copy it, once for each memory.
    pub(crate) passive: bool,
    pub(crate) types: wasmparser::types::Types,
}

impl<'a> Scan<'a> {
    /// Validates everything, function bodies too.
    pub(crate) fn read(wasm: &'a [u8]) -> Result<Self, Refusal> {
        if wasm.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(Refusal::NotWasm);
        }
        if wasm.len() > MODULE_BYTES_MAX {
            return Err(Refusal::TooLarge { bytes: wasm.len() });
        }
        let mut validator = Validator::new_with_features(PORTABLE);
        let mut bodies = FuncValidatorAllocations::default();
        let mut found = Found::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            found.note(&payload)?;
            if matches!(payload, Payload::DataCountSection { .. }) && !found.shared {
                // Only code that touches passive data needs the count: hidden from the validator, it reports such code.
                continue;
            }
            match validator.payload(&payload)? {
                ValidPayload::Func(function, body) => {
                    let mut function = function.into_validator(bodies);
                    function.validate(&body)?;
                    bodies = function.into_allocations();
                }
                ValidPayload::End(types) => {
                    let Found {
                        sections,
                        imports,
                        exports,
                        globals,
                        data,
                        passive,
                        shared: _,
                    } = found;
                    return Ok(Self {
                        wasm,
                        sections,
                        imports,
                        exports,
                        globals,
                        data,
                        passive,
                        types,
                    });
                }
                ValidPayload::Ok | ValidPayload::Parser(_) => {}
            }
        }
        Err(Refusal::Malformed {
            offset: wasm.len(),
            reason: String::from("unexpected end"),
        })
    }

    /// The export of that name.
    pub(crate) fn export(&self, name: &str) -> Option<&Export<'a>> {
        self.exports.iter().find(|export| export.name == name)
    }
}

/// What was met so far.
#[derive(Default)]
struct Found<'a> {
    sections: Vec<(u8, Range<usize>)>,
    imports: Vec<Import<'a>>,
    exports: Vec<Export<'a>>,
    globals: Vec<Option<u32>>,
    data: Vec<(u32, &'a [u8])>,
    passive: bool,
    /// Its memory is shared: a program of more than one thread.
    shared: bool,
}

impl<'a> Found<'a> {
    /// Takes down a section, before it is validated: what is refused here gets a clearer reason than the validator's.
    fn note(&mut self, payload: &Payload<'a>) -> Result<(), Refusal> {
        let keep = match payload {
            Payload::ImportSection(reader) => {
                self.imports = reader.clone().into_imports().collect::<Result<_, _>>()?;
                let shared = |import: &Import<'_>| matches!(import.ty, TypeRef::Memory(ty) if ty.shared);
                self.shared = self.imports.iter().any(shared);
                true
            }
            Payload::MemorySection(reader) => {
                let imported = self.imports.iter().filter(|import| matches!(import.ty, TypeRef::Memory(_)));
                if imported.count() as u64 + u64::from(reader.count()) > 1 {
                    return Err(Refusal::Memories);
                }
                for memory in reader.clone() {
                    self.shared |= memory?.shared;
                }
                true
            }
            Payload::GlobalSection(reader) => {
                for global in reader.clone() {
                    self.globals.push(constant(&global?.init_expr));
                }
                true
            }
            Payload::ExportSection(reader) => {
                self.exports = reader.clone().into_iter().collect::<Result<_, _>>()?;
                true
            }
            Payload::StartSection { .. } if !self.shared => return Err(Refusal::StartFunction),
            Payload::DataSection(reader) => {
                self.passive = self.shared && all_passive(reader)?;
                if !self.passive {
                    self.data = active(reader)?;
                }
                self.passive
            }
            Payload::DataCountSection { .. } => self.shared,
            Payload::CustomSection(section) => section.name() == "name",
            _ => true,
        };
        if let Some(section) = payload.as_section().filter(|_| keep) {
            self.sections.push(section);
        }
        Ok(())
    }
}

fn all_passive(reader: &DataSectionReader<'_>) -> Result<bool, Error> {
    for data in reader.clone() {
        if !matches!(data?.kind, DataKind::Passive) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn active<'a>(reader: &DataSectionReader<'a>) -> Result<Vec<(u32, &'a [u8])>, Refusal> {
    let segment = |data: Result<wasmparser::Data<'a>, Error>| {
        let data = data?;
        match &data.kind {
            DataKind::Active {
                memory_index: 0,
                offset_expr,
            } => Ok((constant(offset_expr).ok_or(Refusal::DataNotPlain)?, data.data)),
            _ => Err(Refusal::DataNotPlain),
        }
    };
    reader.clone().into_iter().map(segment).collect()
}

/// The value of `i32.const n`.
fn constant(expr: &ConstExpr<'_>) -> Option<u32> {
    let mut ops = expr.get_operators_reader();
    match (ops.read().ok()?, ops.read().ok()?) {
        (Operator::I32Const { value }, Operator::End) => Some(value.cast_unsigned()),
        _ => None,
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let (offset, reason) = (error.offset(), String::from(error.message()));
        if reason == "data count section required" {
            Self::DataNotPlain
        } else if error.missing_wasm_feature().is_some() {
            Self::Feature { offset, reason }
        } else {
            Self::Malformed { offset, reason }
        }
    }
}

/// Magic and version of a core module (WebAssembly core specification, section 5.5.16).
pub(crate) const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// What wasmtime, wasmi and browsers all run without a flag: WebAssembly 2.0. No exceptions, GC or 64-bit memories. Threads are taken, and
/// made into the portable flavour.
const PORTABLE: WasmFeatures = WasmFeatures::WASM2.union(WasmFeatures::THREADS);
