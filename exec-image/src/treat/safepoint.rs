use wasm_encoder::{BlockType, Function, Instruction, MemArg};

/// What a safepoint looks at and calls.
///
/// ```text
///   loop header:  if (memory[flag]) slow_path()
///   slow_path:    if ((a frame waits for its handler, or the stack is being captured) && ++skipped < SKIPS_MAX) return
///                 skipped = 0
///                 poll()                                  the kernel's user_poll: interrupts, other tasks, signals
///                 if (__sig_frame) __sig_safepoint()      libc calls the handler
/// ```
///
/// A frame waits, and a capture lasts, for a few loops at most; a program that says so for longer only wants to be left alone.
///
/// Another thread sets the flag, and the host clears it when the kernel has taken its interrupts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Safepoint {
    /// Address of the flag word.
    pub(crate) flag: u32,
    /// Index of the global `__asyncify_state`.
    pub(crate) asyncify_state: Option<u32>,
    /// Indices of the global `__sig_frame` and of the file's function `__sig_safepoint`.
    pub(crate) signals: Option<(u32, u32)>,
}

/// Safepoints in a row that may pass without a look at the kernel.
const SKIPS_MAX: i32 = 1 << 20;

impl Safepoint {
    /// Adds the check; it leaves the operands on the stack alone.
    pub(super) fn check(&self, function: &mut Function, slow_path: u32) {
        let flag = MemArg {
            offset: self.flag.into(),
            align: 2,
            memory_index: 0,
        };
        function
            .instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::I32Load(flag))
            .instruction(&Instruction::If(BlockType::Empty))
            .instruction(&Instruction::Call(slow_path))
            .instruction(&Instruction::End);
    }

    /// The function that safepoints call; `poll` is the index of that import.
    /// `skipped` is the index of a global for it alone.
    pub(super) fn slow_path(&self, poll: u32, skipped: u32) -> Function {
        let mut function = Function::new([]);
        for global in [self.asyncify_state, self.signals.map(|(frame, _)| frame)]
            .into_iter()
            .flatten()
        {
            function
                .instruction(&Instruction::GlobalGet(global))
                .instruction(&Instruction::If(BlockType::Empty))
                .instruction(&Instruction::GlobalGet(skipped))
                .instruction(&Instruction::I32Const(1))
                .instruction(&Instruction::I32Add)
                .instruction(&Instruction::GlobalSet(skipped))
                .instruction(&Instruction::GlobalGet(skipped))
                .instruction(&Instruction::I32Const(SKIPS_MAX))
                .instruction(&Instruction::I32LtU)
                .instruction(&Instruction::If(BlockType::Empty))
                .instruction(&Instruction::Return)
                .instruction(&Instruction::End)
                .instruction(&Instruction::End);
        }
        function
            .instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::GlobalSet(skipped))
            .instruction(&Instruction::Call(poll));
        if let Some((frame, deliver)) = self.signals {
            function
                .instruction(&Instruction::GlobalGet(frame))
                .instruction(&Instruction::If(BlockType::Empty))
                // The file's index, behind the new import.
                .instruction(&Instruction::Call(deliver + 1))
                .instruction(&Instruction::End);
        }
        function.instruction(&Instruction::End);
        function
    }
}
