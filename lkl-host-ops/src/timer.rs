//! The one-shot timer behind Linux's clock event device.

/// One deadline on the monotonic clock, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timer {
    deadline_ns: Option<u64>,
}

impl Timer {
    /// Serves `timer_set`: `i64::MAX` disarms, a time in the past is due at once.
    pub fn set(&mut self, deadline_ns: i64) {
        self.deadline_ns = (deadline_ns != i64::MAX).then_some(u64::try_from(deadline_ns).unwrap_or(0));
    }

    /// When the harness must look again, in nanoseconds; `None`: never.
    #[must_use]
    pub fn poll_at(&self) -> Option<u64> {
        self.deadline_ns
    }

    /// True once, when the deadline has come: then the interrupt bit `TIMER` is to be set.
    #[must_use]
    pub fn due(&mut self, now_ns: u64) -> bool {
        let due = self.deadline_ns.is_some_and(|deadline| deadline <= now_ns);
        if due {
            self.deadline_ns = None;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::ahead(100, 99, false)]
    #[case::now(100, 100, true)]
    #[case::late(100, 500, true)]
    #[case::past(-5, 0, true)]
    #[case::disarmed(i64::MAX, u64::MAX, false)]
    fn is_due(#[case] deadline: i64, #[case] now: u64, #[case] due: bool) {
        let mut timer = Timer::default();
        timer.set(deadline);
        assert_eq!(timer.due(now), due);
        assert!(!timer.due(now), "due only once");
    }
}
