//! What is added to a program's code when it is loaded: safepoints, and atomic instructions in terms of plain ones.
//!
//! Both rest on one thread running all code of a machine: a program is interrupted at its safepoints and in system calls, nowhere else.

mod atomics;
mod recursion;
mod safepoint;

use alloc::vec::Vec;
use core::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, EntityType, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Module, TypeSection,
    ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, GlobalSectionReader, ImportSectionReader,
    KnownCustom, Parser, TypeSectionReader,
};

use abi::PROGRAM_MODULE;

use atomics::Scratch;
pub(crate) use safepoint::Safepoint;

/// Number of what [`prepare`](crate::prepare) makes of a file: another one wherever the same file becomes another module. Whoever keeps
/// prepared or compiled programs keeps them under it.
pub const TREATMENT: u32 = 2;

type Result<T> = core::result::Result<T, Error<Infallible>>;

/// The module with safepoints and without atomic instructions. It is one that the validator has passed.
///
/// # Errors
/// None for such a module; the type is the encoder's.
pub(crate) fn treat(module: &[u8], imported: u32, safepoint: Safepoint) -> Result<Vec<u8>> {
    let entries = recursion::entries(module, imported)?;
    let mut treatment = Treatment {
        imported,
        safepoint,
        entries,
        ..Treatment::default()
    };
    let mut out = Module::new();
    treatment.parse_core_module(&mut out, Parser::new(0), module)?;
    Ok(out.finish())
}

/// Writes a module anew with one more import, `linux.poll`, after the file's own, and one more function, which all safepoints call, with a
/// global of its own.
#[derive(Default)]
struct Treatment {
    /// Functions that the file imports; the index of `poll`.
    imported: u32,
    safepoint: Safepoint,
    /// By defined function: is there a safepoint at its entry?
    entries: Vec<bool>,
    /// By type: its number of parameters.
    params: Vec<u32>,
    /// By defined function: its type.
    types: Vec<u32>,
    /// Index of the type without parameters and results.
    plain: u32,
    /// Index of the global that is added.
    skipped: u32,
    /// Defined functions written so far.
    written: u32,
}

impl Treatment {
    /// Index of the function that safepoints call.
    fn slow_path(&self) -> u32 {
        self.imported + 1 + u32::try_from(self.types.len()).unwrap_or(u32::MAX)
    }

    fn params_of(&self, defined: u32) -> u32 {
        let ty = self.types.get(defined as usize);
        ty.and_then(|ty| self.params.get(*ty as usize)).copied().unwrap_or(0)
    }

    /// A body with its locals, and behind them those that lowered instructions need.
    fn body_with_locals(&mut self, body: &FunctionBody<'_>) -> Result<(Function, Scratch)> {
        let mut locals = Vec::new();
        let mut first = self.params_of(self.written);
        for pair in body.get_locals_reader()? {
            let (count, ty) = pair?;
            first += count;
            locals.push((count, self.val_type(ty)?));
        }
        let scratch = Scratch { first };
        if atomics::any(body)? {
            locals.extend([(Scratch::I32S, ValType::I32), (Scratch::I64S, ValType::I64)]);
        }
        Ok((Function::new(locals), scratch))
    }
}

impl Reencode for Treatment {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32> {
        // The indices in a name section are nobody's promise.
        Ok(if index < self.imported {
            index
        } else {
            index.saturating_add(1)
        })
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Result<()> {
        for ty in section.clone().into_iter_err_on_gc_types() {
            self.params.push(u32::try_from(ty?.params().len()).unwrap_or(u32::MAX));
        }
        utils::parse_type_section(self, types, section)?;
        self.plain = types.len();
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(&mut self, imports: &mut ImportSection, section: ImportSectionReader<'_>) -> Result<()> {
        utils::parse_import_section(self, imports, section)?;
        imports.import(PROGRAM_MODULE, "poll", EntityType::Function(self.plain));
        Ok(())
    }

    /// There is one: every program has a stack pointer. None is imported.
    fn parse_global_section(&mut self, globals: &mut GlobalSection, section: GlobalSectionReader<'_>) -> Result<()> {
        utils::parse_global_section(self, globals, section)?;
        self.skipped = globals.len();
        let ty = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(ty, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, section: FunctionSectionReader<'_>) -> Result<()> {
        for ty in section {
            let ty = ty?;
            self.types.push(ty);
            functions.function(ty);
        }
        functions.function(self.plain);
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<()> {
        utils::parse_code_section(self, code, section)?;
        code.function(&self.safepoint.slow_path(self.imported, self.skipped));
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<()> {
        let (mut function, scratch) = self.body_with_locals(&body)?;
        let slow_path = self.slow_path();
        if self.entries.get(self.written as usize).is_some_and(|at_entry| *at_entry) {
            self.safepoint.check(&mut function, slow_path);
        }
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            if let Some((atomic, at)) = atomics::atomic(&operator) {
                atomic.lower(&mut function, self.mem_arg(at)?, scratch);
                continue;
            }
            let header = matches!(operator, wasmparser::Operator::Loop { .. });
            function.instruction(&self.instruction(operator)?);
            if header {
                self.safepoint.check(&mut function, slow_path);
            }
        }
        code.function(&function);
        self.written += 1;
        Ok(())
    }

    /// Names, for backtraces; damaged ones are left out.
    fn parse_custom_section(&mut self, module: &mut Module, section: CustomSectionReader<'_>) -> Result<()> {
        if let KnownCustom::Name(names) = section.as_known()
            && let Ok(names) = self.custom_name_section(names)
        {
            module.section(&names);
        }
        Ok(())
    }
}
