use alloc::string::{String, ToString};

use wasmparser::types::{EntityType, TypesRef};

/// The type of an import or export in the text format's spelling, by which it is also compared with the contract's.
pub(crate) fn spell(types: TypesRef<'_>, entity: Option<EntityType>) -> String {
    match entity {
        Some(EntityType::Func(id) | EntityType::FuncExact(id)) => types[id].unwrap_func().to_string(),
        Some(EntityType::Global(_)) => "(global)".into(),
        Some(EntityType::Memory(_)) => "(memory)".into(),
        Some(EntityType::Table(_)) => "(table)".into(),
        Some(EntityType::Tag(_)) => "(tag)".into(),
        None => "(unknown)".into(),
    }
}

pub(crate) const SYSCALL: &str = "(func (param i32 i32 i32 i32 i32 i32 i32) (result i32))";
pub(crate) const FORK: &str = "(func (param i32) (result i32))";
pub(crate) const SETJMP: &str = "(func (param i32) (result i32))";
pub(crate) const LONGJMP: &str = "(func (param i32 i32))";
pub(crate) const START: &str = "(func (param i32))";
pub(crate) const PLAIN: &str = "(func)";
