//! Programs that the host asks the guest to start.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use abi::port::RUN_RECORD_MAX;

/// One program to start: `run_next` of `docs/abi.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The host's name for it, given back with `run_done`.
    pub id: u32,
    /// Ports that become descriptors 0, 1 and 2.
    pub ports: [u32; 3],
    /// Working directory.
    pub cwd: String,
    /// Program and arguments. A program without a slash is looked up in PATH.
    pub argv: Vec<Vec<u8>>,
    /// Environment, each `NAME=value`.
    pub env: Vec<Vec<u8>>,
}

/// The arguments and the environment take more than [`RUN_RECORD_MAX`] bytes: E2BIG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTooLong;

impl fmt::Display for RunTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "arguments and environment take more than {RUN_RECORD_MAX} bytes")
    }
}

impl core::error::Error for RunTooLong {}

impl Run {
    fn record(&self) -> Result<Vec<u8>, RunTooLong> {
        let count = |list: &[Vec<u8>]| u32::try_from(list.len()).map_err(|_| RunTooLong);
        let mut record = Vec::new();
        let [stdin, stdout, stderr] = self.ports;
        for word in [self.id, stdin, stdout, stderr, count(&self.argv)?, count(&self.env)?] {
            record.extend_from_slice(&word.to_le_bytes());
        }
        let strings = core::iter::once(self.cwd.as_bytes());
        for string in strings.chain(self.argv.iter().chain(&self.env).map(Vec::as_slice)) {
            record.extend(string.iter().filter(|byte| **byte != 0));
            record.push(0);
        }
        if record.len() > RUN_RECORD_MAX as usize {
            return Err(RunTooLong);
        }
        Ok(record)
    }
}

/// The queue that `run_next` empties.
#[derive(Debug, Default)]
pub struct Runs {
    records: VecDeque<Vec<u8>>,
}

impl Runs {
    /// Queues a program; the interrupt bit `RUN` is to be set.
    ///
    /// # Errors
    /// [`RunTooLong`]; nothing is queued.
    pub fn push(&mut self, run: &Run) -> Result<(), RunTooLong> {
        self.records.push_back(run.record()?);
        Ok(())
    }

    /// Serves `run_next`: the next record if it fits into `max` bytes. One that does not stays queued.
    pub fn next(&mut self, max: usize) -> Option<Vec<u8>> {
        if self.records.front()?.len() > max {
            return None;
        }
        self.records.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_a_record() {
        let run = Run {
            id: 7,
            ports: [1, 2, 3],
            cwd: "/".into(),
            argv: alloc::vec![b"ls".to_vec(), b"-l".to_vec()],
            env: alloc::vec![b"A=b".to_vec()],
        };
        let record = run.record().unwrap();
        let (words, strings) = record.split_at(24);
        assert_eq!(words.chunks(4).map(|w| w[0]).collect::<Vec<_>>(), [7, 1, 2, 3, 2, 1]);
        assert_eq!(strings, b"/\0ls\0-l\0A=b\0");
    }

    #[test]
    fn refuses_too_much() {
        let run = Run {
            argv: alloc::vec![alloc::vec![b'x'; RUN_RECORD_MAX as usize]],
            ..Run::default()
        };
        assert_eq!(Runs::default().push(&run), Err(RunTooLong));
    }

    #[test]
    fn hands_out_in_order_what_fits() {
        let mut runs = Runs::default();
        for id in [1, 2] {
            runs.push(&Run { id, ..Run::default() }).unwrap();
        }
        assert_eq!(runs.next(3), None);
        assert_eq!(runs.next(100).unwrap()[0], 1);
        assert_eq!(runs.next(100).unwrap()[0], 2);
        assert_eq!(runs.next(100), None);
    }
}
