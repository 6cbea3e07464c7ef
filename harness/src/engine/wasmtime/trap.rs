//! From wasmtime's errors to the machine's traps.

use std::fmt::Write;

use ::wasmtime::{Error, FrameInfo, Module, Trap, WasmBacktrace};

use crate::engine::{TrapKind, Trapped};

/// The kernel's export that is entered first on every system call: a stack overflow inside it is the program's.
const PROBE: &str = "stack_probe";

/// Says what an error out of wasm was, and whose.
pub(super) fn classify(error: &Error, kernel: &Module) -> Trapped {
    let trap = error.downcast_ref::<Trap>().copied();
    let kind = trap.map_or(TrapKind::Other, kind);
    let frames = error.downcast_ref::<WasmBacktrace>().map_or(&[][..], WasmBacktrace::frames);
    let innermost = frames.first();
    let in_probe = kind == TrapKind::StackOverflow && innermost.is_some_and(|f| name(f) == PROBE);
    Trapped {
        in_kernel: innermost.is_none_or(|f| is_of(f, kernel)) && !in_probe,
        kind,
        fault_addr: fault_addr(error),
        backtrace: render(error, trap, frames, kernel),
    }
}

fn kind(trap: Trap) -> TrapKind {
    match trap {
        Trap::MemoryOutOfBounds | Trap::HeapMisaligned => TrapKind::Memory,
        Trap::StackOverflow => TrapKind::StackOverflow,
        Trap::IntegerDivisionByZero => TrapKind::DivideByZero,
        Trap::IntegerOverflow | Trap::BadConversionToInteger => TrapKind::IntegerOverflow,
        Trap::UnreachableCodeReached => TrapKind::Unreachable,
        Trap::TableOutOfBounds | Trap::IndirectCallToNull | Trap::BadSignature => TrapKind::IndirectCall,
        _ => TrapKind::Other,
    }
}

fn is_of(frame: &FrameInfo, module: &Module) -> bool {
    std::ptr::eq(frame.module().text().as_ptr(), module.text().as_ptr())
}

fn name(frame: &FrameInfo) -> &str {
    frame.func_name().unwrap_or("?")
}

/// wasmtime tells the address in words only.
fn fault_addr(error: &Error) -> Option<u32> {
    let text = format!("{error:#}");
    let (_, rest) = text.split_once("wasm address 0x")?;
    let digits = rest.split(|c: char| !c.is_ascii_hexdigit()).next()?;
    u32::from_str_radix(digits, 16).ok()
}

fn render(error: &Error, trap: Option<Trap>, frames: &[FrameInfo], kernel: &Module) -> String {
    let mut text = trap.map_or_else(|| format!("{error:#}"), |t| t.to_string());
    for frame in frames {
        let side = if is_of(frame, kernel) { "kernel" } else { "program" };
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {side}: {}", name(frame));
    }
    text
}
