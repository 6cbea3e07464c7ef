//! Atomic instructions (WebAssembly threads proposal) in terms of plain ones.
//!
//! A read, a change and a write in a row are one step, because no safepoint lies between them. Alignment is not checked: an address
//! that is not a multiple of the width works, where the proposal would trap.

use wasm_encoder::{BlockType, Function, Instruction, MemArg};
use wasmparser::{FunctionBody, Operator};

use super::Result;

/// What an atomic instruction does, and to which type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Atomic {
    kind: Kind,
    ty: Type,
    /// Bytes in memory.
    width: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Load,
    Store,
    Add,
    Sub,
    And,
    Or,
    Xor,
    Exchange,
    CompareExchange,
    /// Answers as a wait that timed out at once, or found another value: who waits in a loop goes on looking.
    Wait,
    /// Nobody ever waits.
    Notify,
    Fence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    I32,
    I64,
}

/// Locals that lowered instructions use, `I32S` words and behind them `I64S` double words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scratch {
    pub(super) first: u32,
}

impl Scratch {
    /// Address, operand, old value, expected value.
    pub(super) const I32S: u32 = 4;
    /// Operand, old value, expected value.
    pub(super) const I64S: u32 = 3;

    fn address(self) -> u32 {
        self.first
    }

    /// 0: the operand, 1: the old value, 2: the expected value.
    fn value(self, ty: Type, which: u32) -> u32 {
        match ty {
            Type::I32 => self.first + 1 + which,
            Type::I64 => self.first + Self::I32S + which,
        }
    }
}

/// Whether a function has any.
pub(super) fn any(body: &FunctionBody<'_>) -> Result<bool> {
    for operator in body.get_operators_reader()? {
        if atomic(&operator?).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One row for each type and width: the names of its load, store, changes and exchanges.
macro_rules! atomics {
    ($operator:expr; $($ty:ident $width:literal: $load:ident $store:ident $add:ident $sub:ident $and:ident $or:ident $xor:ident
      $exchange:ident $compare:ident;)*) => {
        match $operator {
            $(
                Operator::$load { memarg } => (Kind::Load, Type::$ty, $width, *memarg),
                Operator::$store { memarg } => (Kind::Store, Type::$ty, $width, *memarg),
                Operator::$add { memarg } => (Kind::Add, Type::$ty, $width, *memarg),
                Operator::$sub { memarg } => (Kind::Sub, Type::$ty, $width, *memarg),
                Operator::$and { memarg } => (Kind::And, Type::$ty, $width, *memarg),
                Operator::$or { memarg } => (Kind::Or, Type::$ty, $width, *memarg),
                Operator::$xor { memarg } => (Kind::Xor, Type::$ty, $width, *memarg),
                Operator::$exchange { memarg } => (Kind::Exchange, Type::$ty, $width, *memarg),
                Operator::$compare { memarg } => (Kind::CompareExchange, Type::$ty, $width, *memarg),
            )*
            Operator::MemoryAtomicWait32 { memarg } => (Kind::Wait, Type::I32, 4, *memarg),
            Operator::MemoryAtomicWait64 { memarg } => (Kind::Wait, Type::I64, 8, *memarg),
            Operator::MemoryAtomicNotify { memarg } => (Kind::Notify, Type::I32, 4, *memarg),
            Operator::AtomicFence => (Kind::Fence, Type::I32, 4, NOWHERE),
            _ => return None,
        }
    };
}

/// The atomic instruction that an operator is, and the place that it names.
#[rustfmt::skip]
pub(super) fn atomic(operator: &Operator<'_>) -> Option<(Atomic, wasmparser::MemArg)> {
    let (kind, ty, width, at) = atomics! { operator;
        I32 4: I32AtomicLoad I32AtomicStore I32AtomicRmwAdd I32AtomicRmwSub I32AtomicRmwAnd I32AtomicRmwOr I32AtomicRmwXor
               I32AtomicRmwXchg I32AtomicRmwCmpxchg;
        I32 2: I32AtomicLoad16U I32AtomicStore16 I32AtomicRmw16AddU I32AtomicRmw16SubU I32AtomicRmw16AndU I32AtomicRmw16OrU
               I32AtomicRmw16XorU I32AtomicRmw16XchgU I32AtomicRmw16CmpxchgU;
        I32 1: I32AtomicLoad8U I32AtomicStore8 I32AtomicRmw8AddU I32AtomicRmw8SubU I32AtomicRmw8AndU I32AtomicRmw8OrU
               I32AtomicRmw8XorU I32AtomicRmw8XchgU I32AtomicRmw8CmpxchgU;
        I64 8: I64AtomicLoad I64AtomicStore I64AtomicRmwAdd I64AtomicRmwSub I64AtomicRmwAnd I64AtomicRmwOr I64AtomicRmwXor
               I64AtomicRmwXchg I64AtomicRmwCmpxchg;
        I64 4: I64AtomicLoad32U I64AtomicStore32 I64AtomicRmw32AddU I64AtomicRmw32SubU I64AtomicRmw32AndU I64AtomicRmw32OrU
               I64AtomicRmw32XorU I64AtomicRmw32XchgU I64AtomicRmw32CmpxchgU;
        I64 2: I64AtomicLoad16U I64AtomicStore16 I64AtomicRmw16AddU I64AtomicRmw16SubU I64AtomicRmw16AndU I64AtomicRmw16OrU
               I64AtomicRmw16XorU I64AtomicRmw16XchgU I64AtomicRmw16CmpxchgU;
        I64 1: I64AtomicLoad8U I64AtomicStore8 I64AtomicRmw8AddU I64AtomicRmw8SubU I64AtomicRmw8AndU I64AtomicRmw8OrU
               I64AtomicRmw8XorU I64AtomicRmw8XchgU I64AtomicRmw8CmpxchgU;
    };
    Some((Atomic { kind, ty, width }, at))
}

const NOWHERE: wasmparser::MemArg = wasmparser::MemArg {
    align: 0,
    max_align: 0,
    offset: 0,
    memory: 0,
};

impl Atomic {
    /// Adds plain instructions that do the same.
    pub(super) fn lower(self, f: &mut Function, at: MemArg, scratch: Scratch) {
        let (operand, old) = (scratch.value(self.ty, 0), scratch.value(self.ty, 1));
        match self.kind {
            Kind::Load => {
                f.instruction(&self.load(at));
            }
            Kind::Store => {
                f.instruction(&self.store(at));
            }
            Kind::Exchange => {
                self.take(f, at, scratch);
                f.instruction(&Instruction::LocalSet(old))
                    .instruction(&Instruction::LocalGet(operand))
                    .instruction(&self.store(at))
                    .instruction(&Instruction::LocalGet(old));
            }
            Kind::CompareExchange => self.compare_exchange(f, at, scratch),
            Kind::Wait => {
                let expected = scratch.value(self.ty, 2);
                f.instruction(&Instruction::Drop)
                    .instruction(&Instruction::LocalSet(expected))
                    .instruction(&self.load(at))
                    .instruction(&Instruction::LocalGet(expected))
                    .instruction(&self.equal())
                    // 1: another value, 2: timed out.
                    .instruction(&Instruction::I32Const(1))
                    .instruction(&Instruction::I32Add);
            }
            Kind::Notify => {
                f.instruction(&Instruction::Drop)
                    .instruction(&Instruction::Drop)
                    .instruction(&Instruction::I32Const(0));
            }
            Kind::Fence => {}
            Kind::Add | Kind::Sub | Kind::And | Kind::Or | Kind::Xor => {
                self.take(f, at, scratch);
                f.instruction(&Instruction::LocalTee(old))
                    .instruction(&Instruction::LocalGet(operand))
                    .instruction(&self.change())
                    .instruction(&self.store(at))
                    .instruction(&Instruction::LocalGet(old));
            }
        }
    }

    /// From `address operand` on the stack to `address old-value`, with the operand in its local.
    fn take(self, f: &mut Function, at: MemArg, scratch: Scratch) {
        f.instruction(&Instruction::LocalSet(scratch.value(self.ty, 0)))
            .instruction(&Instruction::LocalTee(scratch.address()))
            .instruction(&Instruction::LocalGet(scratch.address()))
            .instruction(&self.load(at));
    }

    /// Of a narrow one, only the bytes that are compared count.
    fn compare_exchange(self, f: &mut Function, at: MemArg, scratch: Scratch) {
        let [replacement, old, expected] = [0, 1, 2].map(|which| scratch.value(self.ty, which));
        f.instruction(&Instruction::LocalSet(replacement));
        self.wrap(f);
        f.instruction(&Instruction::LocalSet(expected))
            .instruction(&Instruction::LocalTee(scratch.address()))
            .instruction(&self.load(at))
            .instruction(&Instruction::LocalTee(old))
            .instruction(&Instruction::LocalGet(expected))
            .instruction(&self.equal())
            .instruction(&Instruction::If(BlockType::Empty))
            .instruction(&Instruction::LocalGet(scratch.address()))
            .instruction(&Instruction::LocalGet(replacement))
            .instruction(&self.store(at))
            .instruction(&Instruction::End)
            .instruction(&Instruction::LocalGet(old));
    }

    fn wrap(self, f: &mut Function) {
        match (self.ty, self.width) {
            (Type::I32, 1 | 2) => {
                f.instruction(&Instruction::I32Const((1 << (8 * self.width)) - 1))
                    .instruction(&Instruction::I32And);
            }
            (Type::I64, 1 | 2 | 4) => {
                f.instruction(&Instruction::I64Const((1 << (8 * self.width)) - 1))
                    .instruction(&Instruction::I64And);
            }
            _ => {}
        }
    }

    fn load(self, at: MemArg) -> Instruction<'static> {
        match (self.ty, self.width) {
            (Type::I32, 1) => Instruction::I32Load8U(at),
            (Type::I32, 2) => Instruction::I32Load16U(at),
            (Type::I32, _) => Instruction::I32Load(at),
            (Type::I64, 1) => Instruction::I64Load8U(at),
            (Type::I64, 2) => Instruction::I64Load16U(at),
            (Type::I64, 4) => Instruction::I64Load32U(at),
            (Type::I64, _) => Instruction::I64Load(at),
        }
    }

    fn store(self, at: MemArg) -> Instruction<'static> {
        match (self.ty, self.width) {
            (Type::I32, 1) => Instruction::I32Store8(at),
            (Type::I32, 2) => Instruction::I32Store16(at),
            (Type::I32, _) => Instruction::I32Store(at),
            (Type::I64, 1) => Instruction::I64Store8(at),
            (Type::I64, 2) => Instruction::I64Store16(at),
            (Type::I64, 4) => Instruction::I64Store32(at),
            (Type::I64, _) => Instruction::I64Store(at),
        }
    }

    fn equal(self) -> Instruction<'static> {
        match self.ty {
            Type::I32 => Instruction::I32Eq,
            Type::I64 => Instruction::I64Eq,
        }
    }

    fn change(self) -> Instruction<'static> {
        match (self.ty, self.kind) {
            (Type::I32, Kind::Sub) => Instruction::I32Sub,
            (Type::I32, Kind::And) => Instruction::I32And,
            (Type::I32, Kind::Or) => Instruction::I32Or,
            (Type::I32, Kind::Xor) => Instruction::I32Xor,
            (Type::I32, _) => Instruction::I32Add,
            (Type::I64, Kind::Sub) => Instruction::I64Sub,
            (Type::I64, Kind::And) => Instruction::I64And,
            (Type::I64, Kind::Or) => Instruction::I64Or,
            (Type::I64, Kind::Xor) => Instruction::I64Xor,
            (Type::I64, _) => Instruction::I64Add,
        }
    }
}
