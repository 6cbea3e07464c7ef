//! The kernel's log as the host keeps it: the last lines, for the report of a panic.

use alloc::collections::VecDeque;
use alloc::string::String;

/// Bytes of log that are kept.
pub const LOG_MAX: usize = 16 * 1024;

/// The last `LOG_MAX` bytes that the kernel logged.
#[derive(Debug, Default)]
pub struct Log {
    bytes: VecDeque<u8>,
}

impl Log {
    /// Serves `log`.
    pub fn push(&mut self, text: &[u8]) {
        let text = text.get(text.len().saturating_sub(LOG_MAX)..).unwrap_or(text);
        let surplus = (self.bytes.len() + text.len()).saturating_sub(LOG_MAX);
        self.bytes.drain(..surplus);
        self.bytes.extend(text);
    }

    /// The last `lines` lines.
    #[must_use]
    pub fn tail(&self, lines: usize) -> String {
        let (a, b) = self.bytes.as_slices();
        let mut text = String::from_utf8_lossy(a).into_owned();
        text.push_str(&String::from_utf8_lossy(b));
        let skip = text.lines().count().saturating_sub(lines);
        let mut tail = String::new();
        for line in text.lines().skip(skip) {
            tail.push_str(line);
            tail.push('\n');
        }
        tail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_lines() {
        let mut log = Log::default();
        log.push(b"one\ntwo\nth");
        log.push(b"ree\n");
        assert_eq!(log.tail(2), "two\nthree\n");
        assert_eq!(log.tail(9), "one\ntwo\nthree\n");
    }

    #[test]
    fn is_bounded() {
        let mut log = Log::default();
        for _ in 0..100 {
            log.push(&[b'x'; 1000]);
        }
        log.push(&[b'y'; LOG_MAX * 2]);
        assert_eq!(log.tail(1).trim_end().len(), LOG_MAX);
    }
}
