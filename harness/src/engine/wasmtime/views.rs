//! One memory seen by several wasmtime stores.
//!
//! wasmtime wants one store per suspended stack, while all kernel tasks share the kernel's memory, and threads and vfork children share
//! their process's. [`Views`] hands the same [`Region`] to every store that asks (`MemoryCreator`), each store with its own notion
//! of the length, which [`View`] brings up to the region's when the task is resumed.
//!
//! Sound because one OS thread runs all stores of a machine (`Wasmtime::run` takes `&mut self`). Outside wasmtime's documented contract:
//! `tests` below is what an upgrade of wasmtime must pass.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use ::wasmtime::{LinearMemory, MemoryCreator, MemoryType};

use super::Region;
use super::region::{GUARD, RESERVED};
use crate::engine::EngineError;

/// Answers wasmtime's wish for a memory with the region that was put here last.
#[derive(Default)]
pub(super) struct Views(Mutex<Option<Arc<Region>>>);

impl Views {
    /// The memory that the next instance defines.
    pub(super) fn next(&self, region: Arc<Region>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(region);
    }
}

// SAFETY: each memory handed out is a reservation of RESERVED + GUARD bytes, exactly what `Config` in `engine()` asks for; its base never
// moves; its accessible bytes are zero or the machine's own data.
unsafe impl MemoryCreator for Views {
    fn new_memory(
        &self,
        _ty: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        if reserved.is_none_or(|r| r > RESERVED) || guard > GUARD {
            return Err("the engine asks for another reservation than it was configured for".into());
        }
        let region = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let region = region.ok_or("no memory was announced for this instance")?;
        region.grow(minimum).map_err(|e| e.to_string())?;
        let len = region.len();
        Ok(Box::new(View { region, len }))
    }
}

/// One store's view of a region.
struct View {
    region: Arc<Region>,
    len: usize,
}

// SAFETY: the first `len` bytes are accessible (the region never shrinks), the base is fixed, and the Arc keeps the mapping.
unsafe impl LinearMemory for View {
    fn byte_size(&self) -> usize {
        self.len
    }

    fn byte_capacity(&self) -> usize {
        RESERVED
    }

    fn grow_to(&mut self, new_size: usize) -> ::wasmtime::Result<()> {
        // Only the kernel gives a process memory (mmap, brk): a program's own `memory.grow` would bypass its accounting, and fails.
        if new_size > self.region.len() {
            return Err(EngineError::Memory {
                bytes: new_size,
                source: io::ErrorKind::PermissionDenied.into(),
            }
            .into());
        }
        self.len = new_size;
        Ok(())
    }

    fn as_ptr(&self) -> *mut u8 {
        self.region.base.as_ptr()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::wasmtime::{Instance, Module, Store};

    use super::super::{engine, task::ready};
    use super::{Region, Views};

    const MODULE: &str = r#"(module (memory (export "memory") 1)
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
        (func (export "grow") (result i32) (memory.grow (i32.const 1)))
        (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 7) (local.get 1))))"#;

    /// Two stores over one region: what one writes the other reads, and the length is each one's own.
    #[test]
    fn two_stores_share_one_memory() {
        let views = Arc::<Views>::default();
        let engine = engine(&views).unwrap();
        let module = Module::new(&engine, wat::parse_str(MODULE).unwrap()).unwrap();
        let region = Arc::new(Region::reserve().unwrap());
        let make = || {
            views.next(region.clone());
            let mut store = Store::new(&engine, ());
            let instance = ready(Instance::new_async(&mut store, &module, &[])).unwrap();
            (store, instance)
        };
        let (mut a, ia) = make();
        let (mut b, ib) = make();
        let store = ia.get_typed_func::<(u32, u32), ()>(&mut a, "store").unwrap();
        let load = ib.get_typed_func::<u32, u32>(&mut b, "load").unwrap();
        ready(store.call_async(&mut a, (1000, 42))).unwrap();
        assert_eq!(ready(load.call_async(&mut b, 1000)).unwrap(), 42);
        assert_eq!(region.read_u32(1000), Some(42));

        // Beyond the region's length both trap; the program's own memory.grow is refused.
        assert!(ready(load.call_async(&mut b, 65536)).is_err());
        let grow = ia.get_typed_func::<(), i32>(&mut a, "grow").unwrap();
        assert_eq!(ready(grow.call_async(&mut a, ())).unwrap(), -1);

        // The host grows the region: plain access works at once everywhere, bulk access once the view has followed.
        region.grow(2 * 65536).unwrap();
        assert_eq!(ready(load.call_async(&mut b, 65536)).unwrap(), 0);
        let fill = ib.get_typed_func::<(u32, u32), ()>(&mut b, "fill").unwrap();
        assert!(ready(fill.call_async(&mut b, (65536, 4))).is_err());
        ib.get_memory(&mut b, "memory").unwrap().grow(&mut b, 1).unwrap();
        ready(fill.call_async(&mut b, (65536, 4))).unwrap();
        assert_eq!(region.read_u32(65536), Some(0x0707_0707));
        assert_eq!(Arc::strong_count(&region), 3);
        drop((a, b));
        assert_eq!(Arc::strong_count(&region), 1);
    }
}
