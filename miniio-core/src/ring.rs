use alloc::collections::VecDeque;

/// A bounded first-in, first-out queue of bytes with an end.
///
/// The writer is told how much was taken and has to wait for room; the reader sees everything that was written before
/// [`close`](Ring::close), and then the end of file.
#[derive(Debug, Clone)]
pub struct Ring {
    bytes: VecDeque<u8>,
    capacity: usize,
    closed: bool,
}

impl Ring {
    /// An empty ring that holds at most `capacity` bytes; the memory is claimed as it fills.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: VecDeque::new(),
            capacity,
            closed: false,
        }
    }

    /// Appends what fits of `bytes` and returns how many were taken: 0 when full, or after [`close`](Ring::close).
    pub fn write(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(self.room());
        self.bytes.extend(bytes.iter().take(taken));
        taken
    }

    /// Moves the oldest bytes into `out` and returns how many: 0 when empty (ask [`is_eof`](Ring::is_eof) which kind).
    pub fn read(&mut self, out: &mut [u8]) -> usize {
        let mut done = 0;
        while let Some(rest) = out.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let slice = self.peek();
            let n = slice.len().min(rest.len());
            if n == 0 {
                break;
            }
            for (to, from) in rest.iter_mut().zip(slice) {
                *to = *from;
            }
            self.consume(n);
            done += n;
        }
        done
    }

    /// The oldest bytes that lie in one piece; empty only when the ring is. Follow with [`consume`](Ring::consume).
    #[must_use]
    pub fn peek(&self) -> &[u8] {
        self.bytes.as_slices().0
    }

    /// Drops the oldest `n` bytes, or all if there are fewer.
    pub fn consume(&mut self, n: usize) {
        self.bytes.drain(..n.min(self.bytes.len()));
    }

    /// Ends the stream: nothing more is taken, what is inside can still be read.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Bytes inside.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes that [`write`](Ring::write) would take now.
    #[must_use]
    pub fn room(&self) -> usize {
        if self.closed { 0 } else { self.capacity - self.bytes.len() }
    }

    /// Whether nothing is inside now.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether it holds as much as it may. A closed ring is not full for that: see [`is_closed`](Ring::is_closed).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bytes.len() == self.capacity
    }

    /// Whether the writer has ended the stream.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether the reader has everything: closed and empty.
    #[must_use]
    pub fn is_eof(&self) -> bool {
        self.closed && self.bytes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;
    use rstest::rstest;

    #[rstest]
    #[case::empty(4, &[], 0)]
    #[case::fits(4, b"abc", 3)]
    #[case::exactly(3, b"abc", 3)]
    #[case::cut(2, b"abc", 2)]
    #[case::no_room(0, b"abc", 0)]
    fn takes_what_fits(#[case] capacity: usize, #[case] bytes: &[u8], #[case] taken: usize) {
        let mut ring = Ring::with_capacity(capacity);
        assert_eq!(ring.write(bytes), taken);
        assert_eq!(ring.len(), taken);
        assert_eq!(ring.is_full(), taken == capacity);
        assert_eq!(ring.room(), capacity - taken);
    }

    /// Two counters walk through the ring at uneven strides, so that every wrap position is met.
    #[test]
    fn keeps_order_over_many_wraps() {
        let mut ring = Ring::with_capacity(13);
        let (mut next_in, mut next_out) = (0_u8, 0_u8);
        for step in 0..1000_usize {
            let burst: [u8; 7] = core::array::from_fn(|i| next_in.wrapping_add(i as u8));
            next_in = next_in.wrapping_add(ring.write(&burst[..step % 8]) as u8);
            let mut out = [0; 5];
            let got = ring.read(&mut out[..step % 6]);
            for byte in &out[..got] {
                assert_eq!(*byte, next_out);
                next_out = next_out.wrapping_add(1);
            }
        }
        assert_eq!(ring.len(), usize::from(next_in.wrapping_sub(next_out)));
    }

    #[test]
    fn peek_and_consume_empty_it() {
        let mut ring = Ring::with_capacity(8);
        ring.write(b"abcdef");
        ring.consume(4);
        ring.write(b"ghij");
        let mut seen = 0;
        while !ring.peek().is_empty() {
            let n = ring.peek().len();
            ring.consume(n);
            seen += n;
        }
        assert_eq!(seen, 6);
        ring.consume(1);
        assert!(ring.is_empty());
    }

    #[test]
    fn end_of_file_comes_after_the_last_byte() {
        let mut ring = Ring::with_capacity(8);
        ring.write(b"x");
        ring.close();
        assert!(ring.is_closed() && !ring.is_eof());
        assert_eq!(ring.write(b"y"), 0);
        assert_eq!(ring.read(&mut [0; 8]), 1);
        assert!(ring.is_eof());
    }
}
