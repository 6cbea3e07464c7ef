//! One task: a store with a kernel instance and, for processes, a program instance; and the activations that run on its stack.

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

use ::wasmtime::{Engine, Instance, InstancePre, Module, Result, Store, TypedFunc, Val, WasmParams, WasmResults, format_err};

use super::task::{Task, ready};
use super::{Program, Region, program, trap};
use crate::engine::{Bottom, EngineError, Entry, Exit};

/// A store between activations.
pub(super) struct Live {
    store: Store<Task>,
    kernel: Instance,
    program: Option<Loaded>,
}

/// A program's instance, and its entry: looked up once, since every `setjmp` enters it again.
struct Loaded {
    instance: Instance,
    start: TypedFunc<u32, ()>,
    thread_start: Option<TypedFunc<u32, ()>>,
}

/// A store that runs or is suspended: comes back with the result.
pub(super) type Activation = Pin<Box<dyn Future<Output = (Box<Live>, Result<i32>)> + Send>>;

impl Live {
    pub(super) fn new(
        engine: &Engine,
        kernel: &InstancePre<Task>,
        task: Task,
        stack_top: Option<u32>,
    ) -> Result<Self, EngineError> {
        let mut store = Store::new(engine, task);
        let refused = |e: ::wasmtime::Error| EngineError::Module {
            what: "kernel",
            why: format!("{e:#}"),
        };
        let kernel = ready(kernel.instantiate_async(&mut store)).map_err(refused)?;
        if let Some(top) = stack_top {
            let global = kernel.get_global(&mut store, "__stack_pointer");
            let global = global.ok_or_else(|| refused(format_err!("it exports no __stack_pointer")))?;
            global.set(&mut store, Val::I32(top.cast_signed())).map_err(refused)?;
        }
        Ok(Self {
            store,
            kernel,
            program: None,
        })
    }

    pub(super) fn attach(&mut self, program: &Program, memory: Arc<Region>, area: Range<u32>) -> Result<(), EngineError> {
        let instance = program::instantiate(&mut self.store, &self.kernel, program, memory, area);
        let loaded = instance.and_then(|instance| {
            let start = instance.get_typed_func(&mut self.store, "_start")?;
            let thread_start = instance.get_typed_func(&mut self.store, "__wasm_thread_start").ok();
            Ok(Loaded {
                instance,
                start,
                thread_start,
            })
        });
        self.program = Some(loaded.map_err(|e| EngineError::Module {
            what: "program",
            why: format!("{e:#}"),
        })?);
        Ok(())
    }

    /// An exported constant of the kernel.
    pub(super) fn kernel_constant(&mut self, name: &str) -> Option<u32> {
        let global = self.kernel.get_global(&mut self.store, name)?;
        global.get(&mut self.store).i32().map(i32::cast_unsigned)
    }

    /// Enters a function on the empty stack. Nothing runs until the activation is polled.
    pub(super) fn enter(mut self: Box<Self>, entry: Entry) -> Activation {
        Box::pin(async move {
            let result = self.call(entry).await;
            (self, result)
        })
    }

    async fn call(&mut self, entry: Entry) -> Result<i32> {
        self.store.data().attend();
        match entry {
            Entry::Boot {
                cmdline,
                mem_size,
                initrd,
                initrd_len,
                console,
            } => {
                let args = (cmdline, mem_size, initrd, initrd_len, u32::from(console));
                self.kernel_call::<_, ()>("boot", args).await.map(|()| 0)
            }
            Entry::TaskStart => self.kernel_call("task_start", ()).await,
            Entry::UserFork { flags } => self.kernel_call("user_fork", (flags,)).await,
            Entry::UserTrap { sig, code, addr } => self.kernel_call::<_, ()>("user_trap", (sig, code, addr)).await.map(|()| 0),
            Entry::UserExit { code } => self.kernel_call::<_, ()>("user_exit", (code,)).await.map(|()| 0),
            Entry::UserStart { sp } => {
                program::enter(&mut self.store, Bottom::Start, sp)?;
                self.program_start(Bottom::Start, sp).await
            }
            Entry::ThreadStart { sp } => {
                program::enter(&mut self.store, Bottom::Thread, sp)?;
                self.program_start(Bottom::Thread, sp).await
            }
            Entry::UserHandlers => {
                program::enter_handlers(&mut self.store)?;
                let program = self.program.as_ref().ok_or_else(|| format_err!("no program in this task"))?;
                let deliver = program.instance.get_typed_func::<(), i32>(&mut self.store, "__sig_deliver")?;
                deliver.call_async(&mut self.store, ()).await
            }
            Entry::UserResume(resume) => {
                program::rewind(&mut self.store, &resume)?;
                // Rewinding restores the parameter too.
                self.program_start(resume.bottom, 0).await
            }
        }
    }

    async fn kernel_call<P: WasmParams + Sync, R: WasmResults + Sync>(&mut self, name: &str, args: P) -> Result<R> {
        let f = self.kernel.get_typed_func::<P, R>(&mut self.store, name)?;
        f.call_async(&mut self.store, args).await
    }

    async fn program_start(&mut self, bottom: Bottom, sp: u32) -> Result<i32> {
        let program = self.program.as_ref().ok_or_else(|| format_err!("no program in this task"))?;
        let start = match bottom {
            Bottom::Start => Some(&program.start),
            Bottom::Thread => program.thread_start.as_ref(),
        };
        let start = start.ok_or_else(|| format_err!("the program has no threads"))?;
        start.call_async(&mut self.store, sp).await?;
        Ok(0)
    }

    /// Tells why the activation that has just ended did.
    pub(super) fn exit(&mut self, result: Result<i32>, kernel: &Module) -> Exit {
        let captured = result.and_then(|value| Ok((value, program::take_captured(&mut self.store)?)));
        match captured {
            Ok((_, Some(captured))) => Exit::Captured(captured),
            Ok((value, None)) => Exit::Returned(value),
            Err(error) => match program::reset(&mut self.store) {
                Some((jmp_buf, value)) => Exit::Longjmp { jmp_buf, value },
                None => Exit::Trapped(trap::classify(&error, kernel)),
            },
        }
    }
}
