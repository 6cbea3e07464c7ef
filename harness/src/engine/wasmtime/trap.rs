//! From wasmtime's errors to the machine's traps.

use std::fmt::Write;

use ::wasmtime::{Error, FrameInfo, Module, Trap, WasmBacktrace};

use crate::engine::{TrapKind, Trapped};

/// What every function that programs enter calls first.
const PROBE: &str = "stack_probe";

/// Says what an error out of wasm was, and whose.
pub(super) fn classify(error: &Error, kernel: &Module) -> Trapped {
    let trap = error.downcast_ref::<Trap>().copied();
    let kind = trap.map_or(TrapKind::Other, kind);
    let frames = error.downcast_ref::<WasmBacktrace>().map_or(&[][..], WasmBacktrace::frames);
    let innermost = frames.first();
    let entering = kind == TrapKind::StackOverflow && entering(frames, kernel);
    Trapped {
        in_kernel: innermost.is_none_or(|f| is_of(f, kernel)) && !entering,
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

/// True if the program's stack ended in the first function of the kernel that it entered, or in the probe: nothing has been done yet, so
/// the overflow is the program's.
fn entering(frames: &[FrameInfo], kernel: &Module) -> bool {
    let of_kernel = frames.iter().take_while(|frame| is_of(frame, kernel)).count();
    let by_program = frames.len() > of_kernel;
    by_program && (of_kernel == 1 || frames.first().is_some_and(|frame| name(frame) == PROBE))
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
