//! What each measure is to reach. Times in nanoseconds.

/// A goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bar {
    /// The guest's value is at most this, in the measure's unit.
    AtMost(f64),
    /// The guest takes at most this many times what the host takes.
    Ratio(f64),
}

const MS: f64 = 1e6;

/// The best figure known of any system of the kind, or native Linux's, as measured when the project began; `docs/benchmarks.md` says
/// which is which.
const BARS: [(&str, Bar); 12] = [
    (super::machine::BOOT, Bar::AtMost(60.0 * MS)),
    (super::machine::IDLE, Bar::AtMost(0.5)),
    ("null system call", Bar::AtMost(25.0)),
    ("stat", Bar::AtMost(168.0)),
    ("open+read+close", Bar::AtMost(333.0)),
    ("pipe round trip", Bar::AtMost(2_000.0)),
    ("fork+exec+wait", Bar::AtMost(0.26 * MS)),
    ("vfork+exec+wait", Bar::AtMost(0.26 * MS)),
    (super::shell::LOOP, Bar::Ratio(2.0)),
    (super::shell::SHA256, Bar::Ratio(1.4)),
    (super::shell::GZIP, Bar::Ratio(1.4)),
    (super::shell::TRUE, Bar::AtMost(0.6 * MS)),
];

/// The bar of a measure, if it has one.
pub(super) fn bar(name: &str) -> Option<Bar> {
    BARS.iter().find(|(measure, _)| *measure == name).map(|(_, bar)| *bar)
}
