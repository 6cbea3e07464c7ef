use alloc::sync::Arc;

use crate::capture::{Capture, CaptureKind, Resume, Stack};
use crate::error::{CaptureError, NoSuchJump};
use crate::limits::CAPTURE_MAX;
use crate::process::Processes;
use crate::ranges::Range;

impl Processes {
    /// The program of `task` has unwound its stack. Follow with [`take_resume`](Processes::take_resume), for a fork after the
    /// kernel's `user_fork`.
    ///
    /// # Errors
    ///
    /// `TooLarge`, `NoSuchTask`; nothing is kept, but the stack is gone: the program cannot go on.
    pub fn capture(&mut self, task: u32, capture: Capture) -> Result<(), CaptureError> {
        let Capture {
            kind,
            stack,
            sp,
            tp,
            tls,
            bottom,
        } = capture;
        let c_stack = self.c_stack(task);
        let task = self.tasks.get_mut(&task).ok_or(CaptureError::NoSuchTask)?;
        if stack.len() > CAPTURE_MAX {
            return Err(CaptureError::TooLarge);
        }
        let stack = Stack {
            bytes: Arc::from(stack),
            sp,
            tp,
            tls,
            bottom,
        };
        if let CaptureKind::Setjmp { jmp_buf } = kind {
            task.jmpbufs.purge(c_stack, sp);
            task.jmpbufs.insert(jmp_buf, stack.clone());
        }
        task.captured = Some(stack);
        Ok(())
    }

    /// The stack that the task is to go on with, once: `value` is what its import answers (a pid, a negative errno, 0 in the
    /// child and for `setjmp`).
    pub fn take_resume(&mut self, task: u32, value: i32) -> Option<Resume> {
        Some(self.tasks.get_mut(&task)?.captured.take()?.answer(value))
    }

    /// `longjmp(jmp_buf, value)`: the stack to go back to; a `value` of 0 becomes 1 (C11 7.13.2.1).
    ///
    /// # Errors
    ///
    /// [`NoSuchJump`]: the program gets SIGSEGV.
    pub fn longjmp(&self, task: u32, jmp_buf: u32, value: i32) -> Result<Resume, NoSuchJump> {
        let stack = self
            .tasks
            .get(&task)
            .and_then(|task| task.jmpbufs.find(jmp_buf))
            .ok_or(NoSuchJump)?;
        Ok(stack.clone().answer(if value == 0 { 1 } else { value }))
    }

    fn c_stack(&self, task: u32) -> Range {
        self.mm_of(task)
            .and_then(|mm| self.loaded(mm))
            .map_or(Range::default(), |loaded| loaded.c_stack)
    }
}
